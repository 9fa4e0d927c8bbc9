import type { Attachment, Report } from '@studiohand/core/tool';
import { bytesText } from './format.ts';
import { Icon } from './Icon.tsx';
import { saveTextFile } from './saveFile.ts';

/** The small files of a report, to keep: settings for another program, cue sheets, metadata. */
export function Attachments({ report }: { readonly report: Report }): React.JSX.Element | null {
  const { attachments = [] } = report;
  if (attachments.length === 0) return null;
  return (
    <ul className="attachments" aria-label="Files to keep">
      {attachments.map((attachment) => (
        <AttachmentRow key={attachment.name} attachment={attachment} />
      ))}
    </ul>
  );
}

function AttachmentRow({ attachment }: { readonly attachment: Attachment }): React.JSX.Element {
  const { name, title, mediaType, text } = attachment;
  return (
    <li>
      <button
        type="button"
        className="button attachment"
        aria-label={`Save ${title}, ${name}`}
        title={`Save ${name}`}
        onClick={() => saveTextFile(name, mediaType, text)}
      >
        <Icon name="file" />
        <span className="grow attachment-words">
          <span className="clip">{title}</span>
          <span className="soft small clip">{name}</span>
        </span>
        <span className="soft small figures">{bytesText(new TextEncoder().encode(text).length)}</span>
      </button>
    </li>
  );
}
