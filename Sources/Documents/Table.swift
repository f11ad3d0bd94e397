// A table as a value: what stands in it, how columns are aligned, which rows are headings or totals. How wide it may
// be and what it looks like is the renderer's.

/// A table.
public struct Table: Sendable, Equatable {
  public enum Alignment: Sendable, Equatable { case left, right }

  public enum RowKind: Sendable, Equatable {
    case normal
    /// Names the columns.
    case header
    /// A heading over the rows that follow.
    case heading
    case total
  }

  public struct Row: Sendable, Equatable {
    public var kind: RowKind
    public var cells: [Styled]
    /// How deep its first cell is indented.
    public var indent: Int
  }

  public var alignments: [Alignment]
  /// How many columns from the left are repeated when a wide table is cut into several.
  public var fixed: Int
  public var rows: [Row] = []

  /// - Parameters:
  ///   - fixed: leading columns, aligned left.
  ///   - figures: columns behind them, aligned right.
  public init(fixed: Int = 1, figures: Int) {
    self.fixed = fixed
    alignments = [Alignment](repeating: .left, count: fixed) + [Alignment](repeating: .right, count: figures)
  }

  public init(_ alignments: [Alignment], fixed: Int = 1) {
    self.alignments = alignments
    self.fixed = fixed
  }

  public mutating func add(_ cells: [Styled], kind: RowKind = .normal, indent: Int = 0) {
    rows.append(Row(kind: kind, cells: cells, indent: indent))
  }

  public var isEmpty: Bool { rows.isEmpty }
}
