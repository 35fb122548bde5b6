// Node, for import. The state is that of node.js, so that both ways of loading share one instance.
import entry from './node.js';

export const { init, initSync, Ruleset, Engine, CivigridError, NO_CELL, RowStatus } = entry;
