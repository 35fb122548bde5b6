export * from '../index';

/**
 * Loads the module from a file of the mini-program's own package, `.wasm` or `.wasm.br`.
 *
 * 从小程序包内的文件加载模块，`.wasm` 或 `.wasm.br`。
 */
export declare function init(path?: string): Promise<void>;
