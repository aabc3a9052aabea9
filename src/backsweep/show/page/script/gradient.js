// Forward mode: the derivative of every node by every input, one input at a time, and which of them are zero by
// structure, because the node does not depend on the input.

class Gradient {
  constructor(run) {
    this.run = run;
    this.columns = new Map();
    this.reached = run.handed ? null : this.reach();
  }

  // The derivative of a node by an input as a text; null for a structural zero, undefined where it is not known.
  entry(node, input) {
    const { told } = this.run.program.data;
    if (told) return told.gradient ? (told.gradient[node][input] ?? null) : undefined;
    if (!this.columns.has(input)) this.columns.set(input, this.column(input));
    const tangent = this.columns.get(input)[node];
    return tangent === undefined ? null : tell(tangent, Number.isInteger(tangent) && Boolean(this.run.whole.val[node]));
  }

  // Whether the zeros of all nodes can be counted at once.
  get canAddUp() {
    const { told } = this.run.program.data;
    return told ? told.gradient !== undefined : this.reached !== null;
  }

  // How many of a node's derivatives are zero by structure; undefined where that is not known.
  zeros(node) {
    const { program } = this.run;
    const { told } = program.data;
    if (told) return told.gradient && program.inputs - Object.keys(told.gradient[node]).length;
    if (!this.reached) return program.inputs - this.behind(node).subarray(0, program.inputs).reduce(sum, 0);
    let known = 0;
    for (let word = 0; word < this.words; word++) known += bitsIn(this.reached[node * this.words + word]);
    return program.inputs - known;
  }

  // The first inputs that a node depends on, at most `most` of them.
  inputsOf(node, most) {
    const { program } = this.run;
    const { told } = program.data;
    if (told) return told.gradient ? Object.keys(told.gradient[node]).map(Number).slice(0, most) : [];
    const behind = this.behind(node);
    const found = [];
    for (let input = 0; input < program.inputs && found.length < most; input++) {
      if (behind[input]) found.push(input);
    }
    return found;
  }

  // Marks the nodes that a node depends on.
  behind(node) {
    const { program } = this.run;
    const marked = new Uint8Array(program.count);
    marked[node] = 1;
    for (let at = node; at >= program.inputs; at--) {
      if (!marked[at]) continue;
      for (let edge = program.edgesOf[at]; edge < program.edgesOf[at + 1]; edge++) {
        if (!program.isCut(at, edge)) marked[program.parents[edge]] = 1;
      }
    }
    return marked;
  }

  // Each node's tangent for a seed at one input; undefined where none arrives.
  column(input) {
    const { program, partial, val } = this.run;
    const tangents = new Array(program.count).fill(undefined);
    tangents[input] = 1;
    for (let node = program.inputs; node < program.count; node++) {
      for (let edge = program.edgesOf[node]; edge < program.edgesOf[node + 1]; edge++) {
        const tangent = tangents[program.parents[edge]];
        if (tangent === undefined || program.isCut(node, edge)) continue;
        const shares = program.rules[node].sharesAt(program.argumentsOf(node, val), val[node], tangent);
        const share = shares ? shares[program.positions[edge]] : contribute(tangent, partial[edge]);
        tangents[node] = tangents[node] === undefined ? share : tangents[node] + share;
      }
    }
    return tangents;
  }

  // For each node the inputs it depends on, one bit each.
  reach() {
    const { program } = this.run;
    this.words = Math.ceil(program.inputs / 32);
    if (program.count * this.words > MANY_BITS) return null;
    const bits = new Uint32Array(program.count * this.words);
    for (let node = 0; node < program.count; node++) {
      const own = node * this.words;
      if (node < program.inputs) bits[own + (node >> 5)] = 1 << (node & 31);
      for (let edge = program.edgesOf[node]; edge < program.edgesOf[node + 1]; edge++) {
        if (program.isCut(node, edge)) continue;
        const other = program.parents[edge] * this.words;
        for (let word = 0; word < this.words; word++) bits[own + word] |= bits[other + word];
      }
    }
    return bits;
  }
}

const MANY_BITS = 20_000_000; // words; beyond, zeros are counted only for the nodes that are shown

const sum = (a, b) => a + b;

function bitsIn(word) {
  let bits = 0;
  for (let rest = word; rest; rest &= rest - 1) bits++;
  return bits;
}
