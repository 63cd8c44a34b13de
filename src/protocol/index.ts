export { type Attestation, type CageCheck, isAtLeast, TIERS, type Tier, weakestTier } from './attestation.js';
export { type BaseUrl, type BaseUrlCode, type BaseUrlFault, parseBaseUrl } from './base-url.js';
export {
  type BillAnswer,
  type BillRequest,
  billAnswer,
  billRequest,
  billRequests,
  loadedFile as loadedFileFields,
  type SpikesFound,
  spike as spikeFields,
  spikeReport as spikeReportFields,
} from './bill.js';
export { type BillingTells, billingHello, billingTells } from './cage-control.js';
export {
  type EconomyConfiguration,
  type EconomyControl,
  type EconomyStanding,
  type EconomyState,
  type EconomyTells,
  economyControl,
  economyControls,
  economyTells,
} from './economy-control.js';
export {
  type EgressConfiguration,
  type EgressControl,
  type EgressState,
  type EgressTells,
  egressControl,
  egressControls,
  egressTells,
  type ModelPrice,
  modelKey,
} from './egress-control.js';
export {
  type AskedApproval,
  type AskedByHand,
  type Attest,
  type CliChoice,
  type Decided,
  type ExecutorControl,
  type ExecutorState,
  type ExecutorTells,
  executorControl,
  executorControls,
  executorTells,
  type HandedBack,
  type ModelSpent,
  type Named,
} from './executor-control.js';
export {
  type Action,
  type Conclusion,
  conclusion as conclusionFields,
  type Draft,
  type Evidence,
  evidence as evidenceFields,
  type Finding,
  type Fix,
  type Hypothesis,
  type LedgerEntry,
  ledgerEntry,
  type NextStep,
  type Round,
  round as roundFields,
  type ToldRound,
} from './ledger.js';
export { LIMITS } from './limits.js';
export { type ModelAnswer, type ModelCall, type ModelRequest, modelAnswer, modelRequest, modelRequests } from './model-calls.js';
export {
  type Delivery,
  NOTIFY_EVENTS,
  type NotifierControl,
  type NotifierState,
  type NotifierTells,
  notifierControl,
  notifierControls,
  notifierTells,
  type NotifyEvent,
  type NotifyOutcome,
} from './notify-control.js';
export { OpenRequests } from './open-requests.js';
export { frameBytes, parseFrame, parseJson } from './parse-frame.js';
export {
  type Account,
  type ForwardedState,
  type OrchestratorAnswer,
  type OrchestratorRequest,
  type OrchestratorState,
  orchestratorAnswer,
  orchestratorRequest,
  orchestratorRequests,
  type ProposalAnswer,
  type ProposalRequest,
  proposalAnswer,
  proposalRequest,
  proposalRequests,
  type Welcome,
} from './proposals.js';
export { Desk, type RequestRule, type RequestTable } from './request-table.js';
export {
  type ServiceAnswer,
  type ServiceRequest,
  type ServiceStatus,
  serviceAnswer,
  serviceRequest,
  serviceRequests,
  type ToldJob,
} from './service.js';
export { Splitter } from './splitter.js';
export { type Violation, type ViolationCode, violation } from './violation.js';
