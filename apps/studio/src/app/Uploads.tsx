import { useDesk, useDeskState } from './context.ts';
import { FilePreview } from './FilePreview.tsx';
import { bytesText } from './format.ts';
import { IconButton } from './Icon.tsx';
import { dismissUpload, retryUpload } from './imports.ts';
import { ProgressBar } from './ProgressBar.tsx';
import { GrowingOverview } from './views/GrowingOverview.tsx';

/** Files on their way in, and those that could not be read, with the reason. */
export function UploadRows(): React.JSX.Element {
  const desk = useDesk();
  const uploads = useDeskState((s) => s.uploads);
  return (
    <ul className="uploads" aria-label="Imports">
      {uploads.map((upload) => (
        <li key={upload.id} className="upload">
          <div className="row">
            <span className="clip grow" title={upload.name}>
              {upload.name}
            </span>
            <span className="soft small figures">{bytesText(upload.bytes)}</span>
            {upload.error && (
              <IconButton name="retry" label={`Try ${upload.name} again`} onClick={() => retryUpload(desk, upload)} />
            )}
            <IconButton
              name="close"
              label={upload.error ? `Dismiss ${upload.name}` : `Cancel ${upload.name}`}
              onClick={() => (upload.error ? dismissUpload(desk, upload.id) : upload.cancel())}
            />
          </div>
          {upload.error ? (
            <p className="small is-problem" role="alert">
              {upload.error.message} <span className="soft">{upload.error.hint}</span>
            </p>
          ) : (
            <>
              <div className="import-overview">
                <FilePreview file={upload.file} />
                <GrowingOverview uploadId={upload.id} />
              </div>
              <ProgressBar id={upload.id} label={`Import of ${upload.name}`} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
