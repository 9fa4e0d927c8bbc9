export { SPEECH_LIKE, type SpeechLikeness, SpeechMeter } from './speechMeter.ts';
