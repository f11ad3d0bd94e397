// All the ways in which an exact figure may be written in a file, as agreement.md, "How values are written", has them.

enum OracleSpelling {
  /// Every spelling of a figure; never none.
  static func all(_ figure: OracleFigure, _ kind: OracleKind) -> [String] {
    let bare = all(figure.value, kind)
    guard let per = figure.per else { return bare }
    return bare.flatMap { ["\($0) per \(per.rawValue)", "\($0)/\(per.rawValue)"] }
  }

  private static func all(_ value: BigRational, _ kind: OracleKind) -> [String] {
    switch kind {
    case .money: numbers(value) + numbers(value).prefix(2).flatMap { ["€\($0)", "\($0) EUR"] }
    case .count: numbers(value)
    case .number: [decimal(value)].compactMap { $0 }
    case .percent: percents(value)
    case .time: times(value)
    case .hours: times(value).filter { !$0.hasSuffix("min") } + [decimal(value)].compactMap { $0 }
    case .days: days(value)
    }
  }

  /// The number as people write decimals, if it has at most six digits after the point.
  static func decimal(_ value: BigRational, group: String = "") -> String? {
    let scaled = value * 1_000_000
    let digits = scaled.floor
    guard BigRational(digits) == scaled, digits >= 0 else { return nil }
    var whole = String(digits / 1_000_000)
    var groups: [String] = []
    while !group.isEmpty && whole.count > 3 {
      groups.insert(String(whole.suffix(3)), at: 0)
      whole.removeLast(3)
    }
    var fraction = String(String(digits % 1_000_000 + 1_000_000).dropFirst())
    while fraction.last == "0" { fraction.removeLast() }
    return ([whole] + groups).joined(separator: group) + (fraction.isEmpty ? "" : ".\(fraction)")
  }

  private static func numbers(_ value: BigRational) -> [String] {
    var all = ["", ",", "_"].compactMap { decimal(value, group: $0) }
    if value >= 100, let thousands = decimal(value / 1000) { all += ["\(thousands)k"] }
    if value >= 10_000, let millions = decimal(value / 1_000_000) {
      all += ["\(millions)M", "\(millions)m", "\(millions) million"]
    }
    return all
  }

  private static func percents(_ value: BigRational) -> [String] {
    var all = decimal(value * 100).map { ["\($0)%", "\($0) %"] } ?? []
    // A bare figure of 1 or more is refused.
    if value < 1, let bare = decimal(value) { all.append(bare) }
    return all
  }

  private static func times(_ hours: BigRational) -> [String] {
    var all: [String] = []
    if let minutes = decimal(hours * 60) { all += ["\(minutes) min"] }
    if let whole = decimal(hours) { all += ["\(whole) h", "\(whole)h"] }
    let minutes = (hours * 60).floor
    if BigRational(minutes, over: 60) == hours, minutes >= 60, minutes % 60 >= 10 {
      all.append("\(minutes / 60)h\(minutes % 60)")
    }
    return all
  }

  private static func days(_ value: BigRational) -> [String] {
    var all = decimal(value).map { ["\($0) days", "\($0)d"] } ?? []
    if value >= 14, let weeks = decimal(value / 7) { all.append("\(weeks) weeks") }
    return all
  }
}
