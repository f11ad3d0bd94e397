// A change relative to the present value, as it is written in `set` and in scenarios:
//
//     +10%  -10%  *1.1     relative; on a percentage only *1.1, since +10% could be points
//     +1pp  -0.5pp         percentage points
//     +2  -1  +5 min       an amount
//
// Steps are taken in decimal, as people add, so that +1pp on 5 % is 6 % and not 6.000000000000001 %.

/// A written change of the value that is there.
public enum Step: Hashable, Sendable {
  /// An amount more, in the quantity's own units: 2, −1, hours, days, money.
  case by(Double)
  /// Percentage points more, as a fraction: 0.01 is `+1pp`.
  case points(Double)
  /// A part of the value more: 0.1 is `+10%`.
  case relative(Double)
  /// A multiple of the value: `*1.1`.
  case times(Double)

  /// The value after the step. Bounds are the caller's.
  public func applied(to value: Double, units: Units) throws(Diagnostic) -> Double {
    if let refusal = refusal(for: units) { throw refusal }
    return switch self {
    case .by(let amount), .points(let amount): Digits.sum(value, amount)
    case .relative(let part): Digits.product(value, Digits.sum(1, part))
    case .times(let factor): Digits.product(value, factor)
    }
  }

  /// The one step that does what this one and another after it do; nil where they are of different kinds.
  public func followed(by other: Step) -> Step? {
    switch (self, other) {
    case (.by(let a), .by(let b)): .by(Digits.sum(a, b))
    case (.points(let a), .points(let b)): .points(Digits.sum(a, b))
    case (.times(let a), .times(let b)): .times(Digits.product(a, b))
    case (.relative(let a), .relative(let b)):
      .relative(Digits.sum(Digits.product(Digits.sum(1, a), Digits.sum(1, b)), -1))
    default: nil
    }
  }

  /// Why the step cannot be taken in these units, nil where it can.
  /// - Parameter form: the form of writing that the proposals are in.
  func refusal(for units: Units, form: NumberForm = .files) -> Diagnostic? {
    switch self {
    case _ where units.flavour == .truth || units.choices != nil: Diagnostic("\(units.spoken) takes no steps")
    case .relative(let part) where units.isPercent:
      Diagnostic(
        "\(signed(part, "%", form)) of a percentage: write \(signed(part, "pp", form)) or \(factor(part, form))",
        mark: "two readings", hint: Diagnostic.hint([signed(part, "pp", form), factor(part, form)]))
    case .by(let amount) where units.isPercent && amount != 0:
      Diagnostic(
        "\(signed(amount, "", form)): a percentage moves by points, write \(spoken(points(amount, form)))",
        hint: Diagnostic.hint(points(amount, form)))
    case .points(let points) where !units.isPercent:
      Diagnostic(
        "points change a percentage: write \(signed(points, "%", form))", mark: "percentage points",
        hint: signed(points, "%", form))
    default: nil
    }
  }

  /// `+10%`, `-0.5pp`: a fraction with its sign, in percents or points.
  private func signed(_ value: Double, _ unit: String, _ form: NumberForm) -> String {
    guard let digits = Digits(value) else { return "" }
    return (value < 0 ? "" : "+") + form.written(unit.isEmpty ? digits : digits.shifted(2)) + unit
  }

  private func factor(_ part: Double, _ form: NumberForm) -> String {
    Digits(Digits.sum(1, part)).map { "*" + form.written($0) } ?? ""
  }

  /// What a bare step of a percentage may have been meant to be: `+2` is `+2pp`, `+0.5` is `+0.5pp` or `+50pp`.
  private func points(_ amount: Double, _ form: NumberForm) -> [String] {
    let asWritten = signed(Digits.product(amount, 0.01), "pp", form)
    return abs(amount) < 1 ? [asWritten, signed(amount, "pp", form)] : [asWritten]
  }

  private func spoken(_ readings: [String]) -> String { readings.joined(separator: " or ") }
}
