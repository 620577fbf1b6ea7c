import {
  BOOL,
  DATE,
  type DataType,
  DOUBLE,
  INT,
  LONG,
  STRING,
  SYMBOL,
  TIMESTAMP,
  VOID,
} from '../data-type.ts'
import { isNullRaw, type Raw } from '../null.ts'

/**
 * One value. `raw` is by storage: a number for i8 … i32, f32, f64 (decimals: the unscaled integer), a bigint for
 * i64 and i128 (unsigned for UUID, IPADDR, INT128), a string for SYMBOL, STRING, BLOB, Lanes for COMPLEX and POINT,
 * a Duration for DURATION. Null is the type's sentinel, never undefined. Immutable.
 */
export class Scalar {
  readonly type: DataType
  readonly raw: Raw

  constructor(type: DataType, raw: Raw) {
    this.type = type
    this.raw = raw
  }

  get form(): 'scalar' {
    return 'scalar'
  }

  get isNull(): boolean {
    return isNullRaw(this.type, this.raw)
  }
}

/** The untyped null. */
export const NULL = new Scalar(VOID, null)
/** What a procedure gives: no value to show. As an argument it is the untyped null. */
export const NOTHING = new Scalar(VOID, null)
export const TRUE = new Scalar(BOOL, 1)
export const FALSE = new Scalar(BOOL, 0)

export const bool = (value: boolean) => (value ? TRUE : FALSE)
export const int = (value: number) => new Scalar(INT, value)
export const long = (value: bigint) => new Scalar(LONG, value)
export const double = (value: number) => new Scalar(DOUBLE, value)
export const string = (value: string) => new Scalar(STRING, value)
export const symbol = (value: string) => new Scalar(SYMBOL, value)
export const date = (days: number) => new Scalar(DATE, days)
export const timestamp = (milliseconds: bigint) => new Scalar(TIMESTAMP, milliseconds)
