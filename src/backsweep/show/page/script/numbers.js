// Numbers, read and written as the library does.

const SPELLED = { nan: NaN, inf: Infinity, "-inf": -Infinity };

// A number of the page's data: JSON has no nan and no infinities, so they are spelled. What is no double is a text.
function asNumber(told) {
  return typeof told === "number" ? told : (SPELLED[told] ?? told);
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
  if (Object.is(number, -0)) return "-0.0";
  if (whole) return String(number);
  const [digits, exponent] = sixDigits(number).split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 6) return `${trimmed(digits)}${pythonExponent(power)}`;
  return withPoint(trimmed(Number(`${digits}e${exponent}`).toFixed(Math.max(0, 5 - power))));
}

// Rounded to six digits; half way between two numbers to the even one, where JavaScript takes the larger.
function sixDigits(number) {
  const [digits, exponent] = number.toExponential(60).split("e");
  const kept = digits.indexOf(".") + 6;
  if (!/^50*$/.test(digits.slice(kept)) || Number(digits[kept - 1]) % 2) return number.toExponential(5);
  return `${digits.slice(0, kept)}e${exponent}`;
}

// All digits.
function tellAll(number, whole = false) {
  if (typeof number !== "number") return String(number);
  if (!Number.isFinite(number)) return spelled(number);
  if (Object.is(number, -0)) return "-0.0";
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

const thousands = new Intl.NumberFormat("en");

// A count with its thousands apart: 12,000 nodes.
const count = (number, word = "") => thousands.format(number) + (word && ` ${word}${number === 1 ? "" : "s"}`);
