// Numbers, read and written as the library does.

const SPELLED = { nan: NaN, inf: Infinity, "-inf": -Infinity };

// A number of the page's data: JSON has no nan and no infinities, so they are spelled.
function asNumber(told) {
  return typeof told === "number" ? told : SPELLED[told];
}

// A number as a reader types it; undefined where it is none.
function readNumber(text) {
  const word = text.trim().toLowerCase().replace(/^\+/, "");
  if (Object.hasOwn(SPELLED, word)) return SPELLED[word];
  if (!/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(word)) return undefined;
  return Number(word);
}

// Six significant digits. `whole` says that the number is an int of Python's, which has no point.
function tell(number, whole = false) {
  if (typeof number !== "number") return String(number);
  if (!Number.isFinite(number)) return spelled(number);
  if (whole) return String(number);
  const [digits, exponent] = number.toExponential(5).split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 6) return `${trimmed(digits)}${pythonExponent(power)}`;
  return withPoint(trimmed(number.toFixed(5 - power)));
}

// All digits.
function tellAll(number, whole = false) {
  if (typeof number !== "number") return String(number);
  if (!Number.isFinite(number)) return spelled(number);
  if (whole) return String(number);
  const [digits, exponent] = number.toExponential().split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}${pythonExponent(power)}`;
  return withPoint(number.toFixed(Math.max(0, digits.replace(/[-.]/g, "").length - 1 - power)));
}

const spelled = (number) => (Number.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");

const trimmed = (digits) => (digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits);

const withPoint = (digits) => (digits.includes(".") ? digits : `${digits}.0`);

const pythonExponent = (power) => `e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;

const counted = new Intl.NumberFormat("en");

// A count with its thousands apart: 12,000 nodes.
const count = (number, word = "") => counted.format(number) + (word && ` ${word}${number === 1 ? "" : "s"}`);
