export const launchFlags: readonly string[];
export const launchEnv: Readonly<Record<string, string | undefined>>;
