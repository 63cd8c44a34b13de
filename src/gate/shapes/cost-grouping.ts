// What a bill is grouped by: a dimension of Cost Explorer, or a tag.

import { pattern } from './shape.js';

export const costGrouping = pattern(
  'Type=DIMENSION,Key=NAME or Type=TAG,Key=tag',
  'Type=DIMENSION,Key=SERVICE',
  /^(?:Type=DIMENSION,Key=(?:AZ|INSTANCE_TYPE|LEGAL_ENTITY_NAME|INVOICING_ENTITY|LINKED_ACCOUNT|OPERATION|PLATFORM|PURCHASE_TYPE|SERVICE|TENANCY|RECORD_TYPE|USAGE_TYPE|REGION|DATABASE_ENGINE|INSTANCE_TYPE_FAMILY|OPERATING_SYSTEM)|Type=TAG,Key=[A-Za-z0-9][A-Za-z0-9_.:\/-]{0,127})$/,
);
