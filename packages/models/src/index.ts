/** Hosts models: their store, descriptors, and runs in bounded memory. */
export {};
