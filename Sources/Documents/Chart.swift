// A chart as a value: what is drawn, not how. A renderer makes a picture of it for a terminal, a page or a file; the
// sentences say the same in words (ChartSentences.swift).
//
//     curve      how quantities go along an axis      a goal as a level, today as a mark
//     grid       a quantity over two axes             broken cells, today's cell
//     tornado    what each driver does to a quantity  around today's value
//     histogram  how often values fall where          P10, P50, P90
//     bars       amounts in groups                    against a limit
//
// Every number comes with its text, so that no renderer formats a figure. A number that is not finite is undefined:
// it is not drawn, its text says so.

import Calc

/// A chart.
public struct Chart: Sendable, Equatable {
  public enum Picture: Sendable, Equatable {
    case curve(Curve)
    case grid(Grid)
    case tornado(Tornado)
    case histogram(Histogram)
    case bars(Bars)
  }

  /// What it shows: "Lead quota, leads".
  public var title: Styled
  public var picture: Picture

  public init(_ title: Styled, _ picture: Picture) {
    self.title = title
    self.picture = picture
  }

  /// A number with the text that people read.
  public struct Value: Sendable, Equatable {
    public var number: Double
    public var text: String

    public init(_ number: Double, _ text: String) {
      self.number = number
      self.text = text
    }
  }

  /// A value that is pointed at: "P50", "today", "limit".
  public struct Mark: Sendable, Equatable {
    public var name: Styled
    public var value: Value

    public init(_ name: Styled, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  // MARK: Kinds

  /// One or several quantities along an axis.
  public struct Curve: Sendable, Equatable {
    public struct Series: Sendable, Equatable {
      public var name: Styled
      /// One for each place of the axis.
      public var values: [Value]
      /// Drawn faintly, to read the others by; one without a name belongs to the one before.
      public var isGuide: Bool

      public init(_ name: Styled, _ values: [Value], isGuide: Bool = false) {
        self.name = name
        self.values = values
        self.isGuide = isGuide
      }
    }

    /// What runs along the axis.
    public var axis: Styled
    public var places: [Value]
    public var series: [Series]
    /// Goals and thresholds, as level lines.
    public var levels: [Mark]
    /// A place of the axis that is pointed at: "today", "as of".
    public var mark: Mark?
    /// What lies behind the mark has not happened yet: that it is undefined is no news.
    public var endsAtMark: Bool

    public init(
      _ axis: Styled, _ places: [Value], _ series: [Series], levels: [Mark] = [], mark: Mark? = nil,
      endsAtMark: Bool = false
    ) {
      (self.axis, self.places, self.series, self.levels, self.mark) = (axis, places, series, levels, mark)
      self.endsAtMark = endsAtMark
    }
  }

  /// A quantity over two axes.
  public struct Grid: Sendable, Equatable {
    public struct Cell: Sendable, Equatable {
      public var value: Value
      /// Whether a promise is broken there.
      public var isBroken: Bool

      public init(_ value: Value, isBroken: Bool = false) {
        self.value = value
        self.isBroken = isBroken
      }
    }

    /// What runs downwards, and what runs across.
    public var down: Styled
    public var across: Styled
    public var rows: [Value]
    public var columns: [Value]
    /// Row after row.
    public var cells: [Cell]
    /// Today's row and column, where they are among them.
    public var todayRow: Int?
    public var todayColumn: Int?

    public init(
      down: Styled, _ rows: [Value], across: Styled, _ columns: [Value], _ cells: [Cell], todayRow: Int? = nil,
      todayColumn: Int? = nil
    ) {
      (self.down, self.rows, self.across, self.columns, self.cells) = (down, rows, across, columns, cells)
      (self.todayRow, self.todayColumn) = (todayRow, todayColumn)
    }
  }

  /// What moving each driver down and up does to one quantity.
  public struct Tornado: Sendable, Equatable {
    public struct Driver: Sendable, Equatable {
      public var name: String
      /// The quantity when the driver is low, and when it is high.
      public var low: Value
      public var high: Value

      public init(_ name: String, low: Value, high: Value) {
        (self.name, self.low, self.high) = (name, low, high)
      }
    }

    /// The quantity today.
    public var centre: Value
    /// What low and high mean: "10% down", "10% up".
    public var low: Styled
    public var high: Styled
    public var drivers: [Driver]

    public init(centre: Value, low: Styled, high: Styled, _ drivers: [Driver]) {
      (self.centre, self.low, self.high, self.drivers) = (centre, low, high, drivers)
    }
  }

  /// How many values fall between the edges.
  public struct Histogram: Sendable, Equatable {
    /// One more than there are counts, rising.
    public var edges: [Value]
    public var counts: [Double]
    public var marks: [Mark]

    public init(edges: [Value], counts: [Double], marks: [Mark] = []) {
      (self.edges, self.counts, self.marks) = (edges, counts, marks)
    }
  }

  /// Amounts from zero, in groups.
  public struct Bars: Sendable, Equatable {
    public struct Bar: Sendable, Equatable {
      public var name: String
      public var value: Value
      /// Whether it breaks something.
      public var isBroken: Bool

      public init(_ name: String, _ value: Value, isBroken: Bool = false) {
        (self.name, self.value, self.isBroken) = (name, value, isBroken)
      }
    }

    public struct Group: Sendable, Equatable {
      public var name: Styled
      public var bars: [Bar]

      public init(_ name: Styled, _ bars: [Bar]) {
        self.name = name
        self.bars = bars
      }
    }

    public var groups: [Group]
    /// What is not to be exceeded.
    public var limit: Mark?

    public init(_ groups: [Group], limit: Mark? = nil) {
      self.groups = groups
      self.limit = limit
    }
  }
}
