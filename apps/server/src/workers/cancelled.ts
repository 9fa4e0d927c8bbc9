import { AudioError } from '@studiohand/core/audio';

/** The error of work that was stopped on request. */
export function cancelledError(): AudioError {
  return new AudioError('cancelled', 'Cancelled.', 'Nothing half-written was left. Start it again when you like.');
}
