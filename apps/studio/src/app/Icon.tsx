const PATHS = {
  play: 'M5 3.5v9l7.5-4.5z',
  pause: 'M5 3v10M11 3v10',
  start: 'M4 3v10M12.5 3.5v9L6.5 8z',
  loop: 'M3 8a4 4 0 0 1 4-4h6m-2.5-2.5L13 4l-2.5 2.5M13 8a4 4 0 0 1-4 4H3m2.5 2.5L3 12l2.5-2.5',
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  adjust: 'M3 5h6m4 0h0M3 11h2m4 0h4M11 3.2v3.6M7 9.2v3.6',
  undo: 'M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6',
  redo: 'M10 3l3 3-3 3m3-3H6.5a3.5 3.5 0 0 0 0 7H10',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  info: 'M8 7.2v4M8 4.8v.2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  warning: 'M8 2.5L14.5 13.5h-13zM8 6.5v3.2M8 11.6v.2',
  problem: 'M8 4.8v4M8 11v.2M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5z',
  folder: 'M2 12.5v-9h4l1.5 2H14v7z',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  trash: 'M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 9h5.8l.6-9',
  export: 'M8 10V2.5M5 5.2L8 2.2l3 3M3 9.5v4h10v-4',
  ear: 'M5 6.5a3.2 3.2 0 1 1 6.2 1c-.6 1.4-2 1.9-2.2 3.4-.2 1.6-1 2.6-2.2 2.6A2 2 0 0 1 5 12M7 6.6a1.3 1.3 0 0 1 2.5.3',
  zoomIn: 'M11 11l3 3M7 4.8v4.4M4.8 7h4.4M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0z',
  zoomOut: 'M11 11l3 3M4.8 7h4.4M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0z',
  fit: 'M2 5V2.5h2.5M11.5 2.5H14V5M14 11v2.5h-2.5M4.5 13.5H2V11',
  clock: 'M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  retry: 'M13 3v3.5H9.5M13 6.5A5.5 5.5 0 1 0 13.2 10',
  pencil: 'M3 13l.6-3L10.4 3.2a1.6 1.6 0 0 1 2.4 2.4L6 12.4zM9.3 4.3l2.4 2.4',
  help: 'M6 6.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.4M8 11.4v.2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  volume: 'M2.5 6v4H5l3.5 3V3L5 6zM11 5.5a3.5 3.5 0 0 1 0 5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside words; never alone without a name on its button. */
export function Icon({ name }: { readonly name: IconName }): React.JSX.Element {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

interface IconButtonProps {
  readonly name: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly keys?: string;
}

/** A square button with a drawing, a spoken name, and a tooltip. */
export function IconButton({ name, label, onClick, disabled, pressed, keys }: IconButtonProps): React.JSX.Element {
  return (
    <button
      type="button"
      className="button quiet square"
      aria-label={label}
      title={keys ? `${label} (${keys})` : label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={name} />
    </button>
  );
}

/** A key shown beside words; screen readers do not speak it, tooltips do. */
export function Key({ children }: { readonly children: string }): React.JSX.Element {
  return (
    <span className="key" aria-hidden="true">
      {children}
    </span>
  );
}
