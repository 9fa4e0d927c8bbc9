/**
 * Told the name of each step that changes the disk, right before and right after it: "write before", "rename after".
 * Store and blobs work the same with and without one; crash tests end the process in it.
 */
export type StepHook = (step: string) => void;
