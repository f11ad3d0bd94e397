// How deep can leads be followed up? (analysis.md) The attempts of all tiers are moved by one whole step, each tier not
// below 1, and the largest that fit are found twice: by the hours of the teams that follow up, and with the first
// contact in time as well.
//
//     attempts     CEO 8, others 6     today
//     by hours     CEO 7, others 5     the most for which every month's hours suffice
//     in time      CEO 4, others 2     the most for which the response target is reached too

import Calc

/// How many attempts are possible.
public struct Depth: Sendable {
  /// The most that fit something.
  public enum Most: Sendable, Equatable {
    /// By tier.
    case attempts([Double])
    /// Everything that was tried fits; the highest of it.
    case noLimit([Double])
    /// Not even one attempt a lead.
    case none
    /// Whether they fit is undefined.
    case undefined

    /// By tier; nil where none fit.
    public var cells: [Double]? {
      switch self {
      case .attempts(let cells), .noLimit(let cells): cells
      case .none, .undefined: nil
      }
    }

    /// Whether what is done today fits.
    public func holds(_ present: [Double]) -> Bool {
      cells.map { zip($0, present).allSatisfy { $0 >= $1 } } ?? false
    }
  }

  /// Today's attempts by tier.
  public let present: [Double]
  public let byHours: Most
  public let inTime: Most

  /// How many more attempts than today's are tried.
  public static let further = 64

  /// - Returns: nil where attempts have no value or nobody follows up.
  public init?(_ plan: Plan) {
    let schema = plan.schema
    guard let place = schema.place(of: "attempts"), let movement = Movement(place, at: [], in: plan.sheet),
      let hours = plan.test("follow_up_share * workload <= follow_up_share * available_hours"),
      let time = plan.test("response_rate >= respond_target")
    else { return nil }
    present = plan.sheet.grid(place).cells
    let (fewest, most) = (movement.bounds.lower, present.max() ?? 0)
    guard !present.isEmpty, most < 1e4 else { return nil }
    // One value for all moves itself, values that differ move by a step.
    let start = movement.manner == .value ? fewest : fewest - most
    let count = Int((most - fewest).rounded(.up)) + Depth.further
    let points = (0..<max(1, count)).map { start + Double($0) }
    func gaps(_ test: Checked) -> [Gap] {
      var scan = Scan(plan.sheet, varying: [place], judging: test)
      return scan.gaps(Path(movement), at: points)
    }
    let (hoursGaps, timeGaps) = (gaps(hours), gaps(time))
    let tiers = present.count
    func cells(_ point: Double) -> [Double] {
      let cells = movement.cells(at: point)
      return cells.count == 1 ? [Double](repeating: cells[0], count: tiers) : cells
    }
    func found(_ gaps: [Gap], _ holds: (Int) -> Bool) -> Most {
      guard let last = points.indices.last(where: holds) else {
        return gaps.allSatisfy { $0.size == -.infinity } ? .undefined : .none
      }
      return last == points.count - 1 ? .noLimit(cells(points[last])) : .attempts(cells(points[last]))
    }
    byHours = found(hoursGaps) { hoursGaps[$0].holds }
    inTime = found(timeGaps) { hoursGaps[$0].holds && timeGaps[$0].holds }
  }
}

extension Plan {
  /// A test of the model's own quantities; nil where it makes no sense here.
  fileprivate func test(_ text: String) -> Checked? {
    let source = Source(text)
    guard let syntax = try? Parser.formula(source, vocabulary: schema.vocabulary, figures: FigureReader()) else {
      return nil
    }
    return try? checked(syntax, source)
  }
}
