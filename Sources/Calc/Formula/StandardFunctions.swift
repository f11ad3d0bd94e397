// The functions of the formula language. To add one, add a value: its example is its test.

import Glibc

extension Function {
  /// Every function, in the order in which help shows them.
  public static let standard: [Function] = overAxes + cellByCell + queues + aboutTheAgreement + saying

  /// The function of a name.
  public static func named(_ name: String) -> Function? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: standard.map { ($0.name, $0) })

  private static let overAxes: [Function] = [
    Function(
      "total", "x, [axis]", "The total of a quantity, by its own rule: leads add up, coverage is a ratio of sums.",
      example: "total(7)", yields: 7, arity: 1...5, result: .first, form: .total),
    Function(
      "sum", "x, [axis], [condition]", "Adds up over an axis, or over all of them.",
      example: "sum(7)", yields: 7, arity: 1...6, result: .first, form: .reduce(.sum)),
    Function(
      "mean", "x, [axis], [condition]", "The plain average over an axis, or over all of them.",
      example: "mean(7)", yields: 7, arity: 1...6, result: .first, form: .reduce(.mean)),
    Function(
      "min", "x, [axis], [condition]; or x, y, …", "The smallest over an axis, or of several.",
      example: "min(7; 3)", yields: 3, arity: 1...12, result: .same, form: .reduce(.least)),
    Function(
      "max", "x, [axis], [condition]; or x, y, …", "The largest over an axis, or of several.",
      example: "max(7; 3)", yields: 7, arity: 1...12, result: .same, form: .reduce(.most)),
    Function(
      "product", "x, axis, [condition]", "Multiplies along an axis.",
      example: "product(7)", yields: 7, arity: 1...6, result: .first, form: .reduce(.product)),
    Function(
      "running_product", "x, axis", "The product up to and including each label.",
      example: "running_product(7)", yields: 7, arity: 1...2, result: .first, form: .runningProduct),
    Function(
      "index", "axis", "The place of a label on its axis, the first being 0.",
      example: "max(index(month))", yields: 2, arity: 1...1, result: .fixed(.number), form: .index),
    Function(
      "count", "axis", "How many labels an axis has.",
      example: "count(month)", yields: 3, arity: 1...1, result: .fixed(.number), form: .count),
    Function(
      "ahead", "x, lag, later", "x moved ahead by lag months; past the last month it is later.",
      example: "ahead(7; 1; 7)", yields: 7, arity: 3...3, result: .first, form: .ahead),
    Function(
      "least", "n, test", "The smallest whole n for which the test holds; it must go on holding above it.",
      example: "least(n; n * n >= 20)", yields: 5, arity: 2...2, result: .fixed(.number), form: .least)
  ]

  private static let cellByCell: [Function] = [
    one("abs", "The size without its sign.", example: "abs(-7)", yields: 7, result: .first) { Swift.abs($0) },
    one("floor", "Rounded down to a whole number.", example: "floor(2.7)", yields: 2, result: .first) {
      $0.rounded(.down)
    },
    one("ceil", "Rounded up to a whole number.", example: "ceil(2.2)", yields: 3, result: .first) { $0.rounded(.up) },
    one("round", "Rounded to the nearest whole number.", example: "round(2.5)", yields: 3, result: .first) {
      $0.rounded(.toNearestOrAwayFromZero)
    },
    one(
      "tidy", "Without binary noise: whole where it is within 10⁻⁹ of whole.", example: "tidy(2.9999999999)", yields: 3,
      result: .first
    ) {
      let whole = $0.rounded()
      return Swift.abs($0 - whole) <= 1e-9 * Swift.max(1, Swift.abs(whole)) ? whole : $0
    },
    one("sqrt", "The square root.", example: "sqrt(49)", yields: 7, result: .fixed(.number)) { $0.squareRoot() },
    one("exp", "e to the power of x.", example: "exp(0)", yields: 1, result: .fixed(.number)) { Glibc.exp($0) },
    one("ln", "The natural logarithm.", example: "ln(1)", yields: 0, result: .fixed(.number)) { Glibc.log($0) },
    Function(
      "power", "x, y", "x to the power of y.", example: "power(2; 10)", yields: 1024, arity: 2...2,
      result: .fixed(.number), form: .cells { power($0[0], $0[1]) }),
    Function(
      "clamp", "x, low, high", "x held between two bounds.", example: "clamp(7; 0; 1)", yields: 1, arity: 3...3,
      result: .same,
      form: .cells { $0[0].isNaN || $0[1].isNaN || $0[2].isNaN ? .nan : Swift.min(Swift.max($0[0], $0[1]), $0[2]) })
  ]

  private static let queues: [Function] = [
    Function(
      "erlang_b", "people, load", "Share of tasks that find everybody busy, where none waits (Erlang's B).",
      example: "erlang_b(1; 1)", yields: 0.5, arity: 2...2, result: .fixed(.number),
      form: .cells { Erlang.b($0[0], $0[1]) }),
    Function(
      "erlang_c", "people, load", "Share of tasks that have to wait (Erlang's C); 1 where people are too few.",
      example: "erlang_c(10; 10)", yields: 1, arity: 2...2, result: .fixed(.number),
      form: .cells { Erlang.c($0[0], $0[1]) }),
    Function(
      "served_within", "people, load, task, time", "Share of tasks begun within a time, in order of arrival.",
      example: "served_within(10; 10; 1 h; 1 h)", yields: 0, arity: 4...4, result: .fixed(.percent),
      form: .cells { Erlang.servedWithin($0[0], $0[1], $0[2], $0[3]) }),
    Function(
      "first_within", "people, load, first, task, time",
      "Share of first contacts made within a time where they go before other tasks.",
      example: "first_within(1; 2; 1; 1 h; 1 h)", yields: 0, arity: 5...5, result: .fixed(.percent),
      form: .cells { Erlang.firstWithin($0[0], $0[1], $0[2], $0[3], $0[4]) }),
    Function(
      "batch_within", "batch, people, load, task, time",
      "Share of what waits at the opening that is begun within a time of it.",
      example: "batch_within(1; 0; 0; 1 h; 0 h)", yields: 0, arity: 5...5, result: .fixed(.percent),
      form: .cells { Erlang.batchWithin($0[0], $0[1], $0[2], $0[3], $0[4]) })
  ]

  private static let aboutTheAgreement: [Function] = [
    Function(
      "given", "x", "Whether a quantity is given rather than computed or left at its default.",
      example: "if given(quota) then 7 else 3", yields: 7, arity: 1...1, result: .fixed(.truth), form: .given),
    Function(
      "kept", "\"promise\"", "Whether a promise is kept.",
      example: "if kept(\"Work every lead\") then 7 else 3", yields: 7, arity: 1...1, result: .fixed(.truth),
      form: .kept),
    Function(
      "missed_months", "\"promise\"", "How many of the latest months in a row a promise was broken in.",
      example: "if kept(\"Work every lead\") then 0 else missed_months(\"Work every lead\")", yields: 0, arity: 1...1,
      result: .fixed(.number), form: .missedMonths)
  ]

  private static let saying: [Function] = [
    Function(
      "undefined", "\"reason\"", "No value, for this reason.",
      example: "if 1 < 2 then 7 else undefined(\"never\")", yields: 7, arity: 1...1, result: .fixed(.number),
      form: .undefined),
    Function(
      "holds", "test", "Whether a test holds for every label; where it is undefined it does not.",
      example: "if holds(1 < 2) then 7 else 3", yields: 7, arity: 1...1, result: .fixed(.truth), form: .holds)
  ]

  private static func one(
    _ name: String, _ describe: Phrase, example: String, yields: Double, result: Result,
    _ body: @escaping @Sendable (Double) -> Double
  ) -> Function {
    Function(
      name, "x", describe, example: example, yields: yields, arity: 1...1, result: result, form: .cells { body($0[0]) })
  }

  /// x^y; whole powers by multiplication, which is exact where the result is.
  static func power(_ x: Double, _ y: Double) -> Double {
    if x.isNaN || y.isNaN { return .nan }
    if y >= 0, y <= 64, y == y.rounded() {
      var result = 1.0
      var square = x
      var rest = Int(y)
      while rest > 0 {
        if rest & 1 == 1 { result *= square }
        square *= square
        rest >>= 1
      }
      return result
    }
    return Glibc.pow(x, y)
  }
}
