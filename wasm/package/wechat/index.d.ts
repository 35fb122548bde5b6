export * from '../api';

/**
 * Loads the module from a file of the mini-program's own package, `.wasm` or `.wasm.br`. Await it before anything else;
 * calling it again does nothing. A module of another version is refused with the code `module.version`.
 *
 * 从小程序包内的文件加载模块，`.wasm` 或 `.wasm.br`。请先等待它完成；重复调用不起作用。版本不同的模块不予加载，错误名为
 * `module.version`。
 */
export declare function init(path?: string): Promise<void>;
