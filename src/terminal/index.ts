export { type Approval, approvalOf, type Meaning, meaningOf } from './answer-rule.js';
export { type Answers, openAnswers } from './answers.js';
export { type Bounded, bounded, withPlainBreaks } from './bracketed.js';
export { clipboardSequence } from './clipboard.js';
export { openEcho } from './echo.js';
export { folded } from './folded.js';
export { type Look } from './investigation-view.js';
export { Keys } from './keys.js';
export { openLineEditor } from './line-editor.js';
export { type Ink, inkFor, isColoured, knowsUnicode, rewrapsRows } from './ink.js';
export { type InputHistory, openInputHistory } from './input-history.js';
export { openPlainView, showJson } from './plain-view.js';
export { type LiveView, openLiveView } from './live-view.js';
export { openPrompt, type Prompt, type Typed } from './prompt.js';
export type { RunEvent } from './run-event.js';
export { heard, type LiveNews, newRun, type RunState, seen } from './run-state.js';
export {
  isAttended,
  openPane,
  openPour,
  openScreen,
  openStatusLine,
  openTeletype,
  type Pane,
  type Pour,
  sayBeginning,
  type Screen,
  type StatusLine,
  type Teletype,
} from './screen.js';
export { isInForeground } from './tenants.js';
export { isShowable, spelledOut, wrapped } from './shown-command.js';
export { spikesLines } from './spikes-view.js';
export { fitted, rowsOf, tame, widthOf } from './width.js';
export { hypothesesLines, whyLines } from './told.js';
export { whenOf } from './when.js';
