export { boot } from './boot.js';
export { ConfigError } from './config/config-error.js';
export { milliseconds, wholeNumber } from './config/numbers.js';
export {
  type ConfigOf,
  type ConfigPart,
  configPart,
  type ConfigParts,
  type Environment,
  readConfig,
} from './config/read-config.js';
export { openDatabase } from './database/database.js';
export { DatabaseModule } from './database/database.module.js';
export { type DatabaseSettings, databaseSettings } from './database/database-settings.js';
export { DatabaseUnavailable } from './database/database-unavailable.js';
export { migrate, type Migrations } from './database/migrate.js';
export { AcceptsForm } from './form-body.js';
export { type Dependency, Health, type Readiness } from './health/health.js';
export { createLog, type Log } from './log/log.js';
export { type Observable, observe } from './metrics/observe.js';
export { PROBLEM_TYPE, problemType } from './problems/problem-answer.js';
export { Problem, type ProblemOptions } from './problems/problem.js';
export { defineService, type Service } from './service.js';
export { type Running, start } from './start.js';
export { OutgoingTrace } from './trace/outgoing-trace.decorator.js';
export { newTrace, outgoingTrace, type Traced, type TraceHeaders } from './trace/trace.js';
