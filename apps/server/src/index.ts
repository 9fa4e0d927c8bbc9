export { createApp } from './app.ts';
export { DEFAULT_LIMITS, type Limits, type ServerDeps } from './deps.ts';
export { createDesk, type Desk } from './desk/createDesk.ts';
export { API, Tokens } from './security.ts';
export { type RunningServer, type ServerOptions, startServer } from './startServer.ts';
