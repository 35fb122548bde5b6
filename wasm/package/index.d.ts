export * from './api';

/**
 * Loads the module. Await it before anything else; calling it again does nothing. Without an argument `civigrid.wasm` is
 * taken from beside this script; give a URL, a Response, bytes or a compiled module to take it from elsewhere, in Node a
 * path too. A module of another version is refused with the code `module.version`. After a fault with the code `panic`
 * it loads anew, and all handles made before are gone.
 *
 * 加载模块。请先等待它完成；重复调用不起作用。不给参数时取脚本同目录的 `civigrid.wasm`，也可给出网址、响应、字节或已编译的模块，
 * 在 Node 中还可给出路径。版本不同的模块不予加载，错误名为 `module.version`。发生 `panic` 后可再次加载，此前的句柄全部失效。
 */
export declare function init(
  source?: string | URL | Response | BufferSource | WebAssembly.Module | Promise<Response>,
): Promise<void>;

/**
 * Loads the module at once, where the bytes are at hand; in Node without an argument from the package itself.
 *
 * 同步加载；在 Node 中可不给参数。
 */
export declare function initSync(source?: BufferSource | WebAssembly.Module): void;
