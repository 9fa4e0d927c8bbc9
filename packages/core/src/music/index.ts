export { type DemoSongOptions, demoSong } from './demoSong.ts';
