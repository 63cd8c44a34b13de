export { boundSql } from './bound.js';
export type { SqlParameter } from './constant.js';
export { parseSql } from './parse.js';
export type { SqlRefusal } from './refusal.js';
export type { SqlQuery } from './tree.js';
