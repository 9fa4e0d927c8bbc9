export { createApp } from './app.ts';
export { DEFAULT_LIMITS, type Limits, type ServerDeps } from './deps.ts';
