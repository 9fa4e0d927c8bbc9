export { zodParameters } from './params.ts';
export { tools } from './registry.ts';
