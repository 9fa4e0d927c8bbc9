import { dbText } from '../../panelKit/index.ts';
import { PLAYBACK_RULES, type Playback } from '../services.ts';
import type { CodecSetting } from '../targets.ts';
import type { MasterProofJson } from './masterJson.ts';

const NAMES: Readonly<Record<string, string>> = { aac: 'AAC', mp3: 'MP3', vorbis: 'Vorbis', opus: 'Opus' };
const LOUD_CHANGE_DB = 0.05;

const changeText = (db: number): string => (Math.abs(db) < LOUD_CHANGE_DB ? 'as it is' : dbText(db, 'dB', true));

/** What each service will do to the file when it plays it. */
export function ServiceTable({
  services,
  measured,
}: {
  readonly services: readonly Playback[];
  readonly measured: boolean;
}): React.JSX.Element | null {
  if (services.length === 0) return null;
  return (
    <section className="stack" aria-label="What services do">
      <h3>What each service will do, {measured ? 'from the take as measured' : 'as calculated'}</h3>
      <table className="figure-table before-after">
        <thead>
          <tr>
            <th scope="col" style={{ textAlign: 'left', paddingLeft: 0 }}>
              Service
            </th>
            <th scope="col">Level</th>
            <th scope="col">Heard at</th>
            <th scope="col">Peak then</th>
          </tr>
        </thead>
        <tbody>
          {services.map(({ service, playbackLufs, changeDb, heardLufs, heardTruePeakDbtp, text }) => {
            const rule = PLAYBACK_RULES.find(({ title }) => title === service);
            const told = rule ? ` ${rule.note} (${rule.basis}, ${rule.date})` : '';
            return (
              <tr key={service} title={`Plays at ${dbText(playbackLufs, 'LUFS', false, 0)}: ${text}.${told}`}>
                <th scope="row" style={{ whiteSpace: 'normal' }}>
                  {service}
                </th>
                <td>{changeText(changeDb)}</td>
                <td>{dbText(heardLufs, 'LUFS')}</td>
                <td>{dbText(heardTruePeakDbtp, 'dBTP')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="small soft">
        Level changes as the services’ pages, or pages of others, told them on {PLAYBACK_RULES[0]?.date}; no service was
        measured.
      </p>
    </section>
  );
}

/** True peaks after lossy coding and decoding. */
export function CodecTable({
  proof,
  planned,
}: {
  readonly proof: MasterProofJson | null;
  readonly planned: readonly CodecSetting[];
}): React.JSX.Element | null {
  if (proof === null && planned.length === 0) return null;
  const name = ({ codec, bitrateKbps }: CodecSetting): string => `${NAMES[codec] ?? codec} ${bitrateKbps} kbit/s`;
  return (
    <section className="stack" aria-label="Through codecs">
      <h3>Peaks after lossy coding</h3>
      {proof === null || proof.codecs.length === 0 ? (
        <p className="small soft">
          {proof === null
            ? `Render a take, and it goes through ${planned.map(name).join(', ')} and back.`
            : 'The take went through no codec.'}
        </p>
      ) : (
        <table className="figure-table before-after">
          <thead>
            <tr>
              <th scope="col" style={{ textAlign: 'left', paddingLeft: 0 }}>
                Codec
              </th>
              <th scope="col">Peak</th>
              <th scope="col">To be safe</th>
            </tr>
          </thead>
          <tbody>
            {proof.codecs.map(({ codec, bitrateKbps, truePeakDbtp, safeGainDb }) => (
              <tr key={`${codec} ${bitrateKbps}`}>
                <th scope="row">{name({ codec: codec as CodecSetting['codec'], bitrateKbps })}</th>
                <td>{dbText(truePeakDbtp, 'dBTP', true, 2)}</td>
                <td className={safeGainDb < 0 ? 'is-warning' : 'is-ok'}>
                  {safeGainDb < 0 ? dbText(safeGainDb) : 'safe as it is'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
