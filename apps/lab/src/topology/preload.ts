/** The folder of what can be loaded into a service before it starts. */
export const preloadFolder = new URL('../../preload/', import.meta.url);

/** A file of that folder, without its ending: what it changes in a service is said in it. */
export type Preload = 'clock-shifted' | 'collects-garbage' | 'ioredis-defaults' | 'secret-as-string';

/** The setting that has node load it from this folder. */
export const preloading = (preload: Preload, folder: URL): { readonly NODE_OPTIONS: string } => ({
  NODE_OPTIONS: `--import=${new URL(`${preload}.mjs`, folder).href}`,
});
