export { DEMO_STEMS, type DemoSongOptions, demoSong, demoStems } from './demoSong.ts';
