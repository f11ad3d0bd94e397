// How many results fall where: what a chart draws and a program gets.

/// Counts between edges.
public struct Histogram: Sendable, Equatable {
  /// From the lowest to the highest, one more than there are counts.
  public var edges: [Double]
  public var counts: [Int]
  /// Results outside the edges.
  public var below: Int
  public var above: Int

  public init(edges: [Double], counts: [Int], below: Int = 0, above: Int = 0) {
    (self.edges, self.counts, self.below, self.above) = (edges, counts, below, above)
  }

  public var json: JSON {
    .object([
      ("edges", .array(edges.map { .number($0) })), ("counts", .array(counts.map { .int($0) })), ("below", .int(below)),
      ("above", .int(above))
    ])
  }
}
