// Charts as characters: whole pictures pinned, and what holds for every chart at every width.

import Calc
import Documents
import Testing

@testable import Shell

@Suite struct ChartTests {
  private static func values(_ numbers: [Double], percent: Bool = false) -> [Chart.Value] {
    numbers.map { number in
      let format = QuantityFormat()
      return Chart.Value(number, format.full(number.isFinite ? number : nil, percent ? .percent : .number))
    }
  }

  private static func value(_ number: Double) -> Chart.Value { values([number])[0] }

  static func drawn(_ chart: Chart, width: Int = 40, charset: Charset = .unicode, accessible: Bool = false)
    -> String
  {
    var reply = Reply()
    reply.show(chart)
    return "\n" + Plain(width: width, charset: charset, accessible: accessible).text(reply)
  }

  static let curve = Chart(
    Styled("Lead quota"),
    .curve(
      Chart.Curve(
        Styled("close_rate"), values([0.03, 0.035, 0.04, 0.045, 0.05], percent: true),
        [Chart.Curve.Series(Styled("Lead quota"), values([3077, 2638, 2308, 2052, 1846]))],
        levels: [Chart.Mark(Styled("can deliver"), value(2400))],
        mark: Chart.Mark(Styled("today"), values([0.04], percent: true)[0]))))

  static let bars = Chart(
    Styled("Hours used"),
    .bars(
      Chart.Bars(
        ["SDR", "AE"].map { team in
          let numbers = team == "SDR" ? [0.78, 1.06, 0.005] : [0.8, .nan, 0]
          return Chart.Bars.Group(
            Styled(team),
            zip(["Jul", "Aug", "Sep"], values(numbers, percent: true)).map {
              Chart.Bars.Bar($0, $1, isBroken: $1.number > 1)
            })
        }, limit: Chart.Mark(Styled("limit"), values([1], percent: true)[0]))))

  static let tornado = Chart(
    Styled("Lead quota"),
    .tornado(
      Chart.Tornado(
        centre: value(2308), low: Styled("10% down"), high: Styled("10% up"),
        [
          Chart.Tornado.Driver("close_rate", low: value(2564), high: value(2098)),
          Chart.Tornado.Driver("quota", low: value(2077), high: value(2539)),
          Chart.Tornado.Driver("odd", low: value(2400), high: value(2350)),
          Chart.Tornado.Driver("supply", low: value(2308), high: value(2308))
        ])))

  static let histogram = Chart(
    Styled("Lead quota"),
    .histogram(
      Chart.Histogram(
        edges: values([1400, 1600, 1800, 2000, 2200, 2400, 2600]), counts: [5, 40, 80, 79, 20, 1],
        marks: [
          Chart.Mark(Styled("P10"), value(1700)), Chart.Mark(Styled("P50"), value(1950)),
          Chart.Mark(Styled("plain"), value(1960))
        ])))

  static func grid(_ columns: Int) -> Chart {
    let numbers = (0..<3 * columns).map { Double(1000 + $0 * 37) }
    return Chart(
      Styled("Lead quota"),
      .grid(
        Chart.Grid(
          down: Styled("reps[SDR]"), values([5, 6, 7]), across: Styled("close_rate"),
          values((0..<columns).map { Double($0 + 1) }),
          values(numbers).map { Chart.Grid.Cell($0, isBroken: $0.number > 1150) },
          todayRow: 1, todayColumn: 1)))
  }

  @Test func aCurveHasPointsGoalsAndToday() {
    #expect(
      Self.drawn(Self.curve) == """

        Lead quota
        3,077 ┤●·              ┊
              │  ··            ┊
              │    ···         ┊
              │       ·●       ┊
              │         ····   ┊
        2,400 ┤┄┄┄┄┄┄┄┄┄┄┄┄┄···┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
              │                ●···
              │                ┊   ····●
              │                ┊        ·····
        1,846 ┤                ┊             ··●
              └─────────────────────────────────
               3%                             5%
                               ▲ today 4%
               ● Lead quota
               ┄ can deliver 2,400

        """)
    #expect(
      Self.drawn(Self.curve, width: 30, charset: .ascii) == """

        Lead quota
        3,077 +*          :
              | ..        :
              |   ..      :
              |     .*    :
              |       ..  :
        2,400 +---------..------------
              |           *..
              |           :  ..*
              |           :     ....
        1,846 +           :         .*
              +-----------------------
               3%                   5%
                          ^ today 4%
               * Lead quota
               - can deliver 2,400

        """)
  }

  @Test func barsShowEighthsAndWhatIsBeyondTheLimit() {
    #expect(
      Self.drawn(Self.bars) == """

        Hours used
        SDR
          Jul  ██████████████████▍     │    78%
          Aug  ████████████████████████▒ ✗ 106%
          Sep  ▏                       │   0.5%
        AE
          Jul  ██████████████████▉     │    80%
          Aug                          │      –
          Sep                          │     0%
                                  limit 100%

        """)
  }

  @Test func aTornadoHasOneScaleForBothSides() {
    #expect(
      Self.drawn(Self.tornado) == """

        Lead quota
        close_rate  2,098  ██████│▒▒▒▒▒▒▒▒ 2,564
        quota       2,077 ▒▒▒▒▒▒▒│███████▏ 2,539
        odd                      │█▎▒      2,400
        supply                   │
                               2,308
                    ▒ 10% down   █ 10% up

        """)
  }

  @Test func aHistogramPointsAtItsPercentiles() {
    #expect(
      Self.drawn(Self.histogram) == """

        Lead quota
                    ██████▇▇▇▇▇▇
                    ████████████
                    ████████████
                    ████████████
              ██████████████████
              ██████████████████
              ████████████████████████
        ▄▄▄▄▄▄████████████████████████▁▁▁▁▁▁
        ────────────────────────────────────
        1,400                           2,600
                 ▲      ▲
             P10 1,700
                    P50 1,950
                   plain 1,960

        """)
  }

  @Test func aGridHasFiguresWhereTheyFitAndShadesWhereNot() {
    #expect(
      Self.drawn(Self.grid(4)) == """

        Lead quota
        reps[SDR] down, close_rate across
                    1     [2]       3       4
          5     1,000   1,037   1,074   1,111
        [6]     1,148  ✗1,185  ✗1,222  ✗1,259
          7    ✗1,296  ✗1,333  ✗1,370  ✗1,407

        """)
    #expect(
      Self.drawn(Self.grid(12)) == """

        Lead quota
        reps[SDR] down, close_rate across
              [2]  4 5 6 7 8 9    12
          5  ░░░░░░░░░░░✗░✗░✗░✗▒✗▒✗▒✗
        [6]  ▒✗▒✗▒✗▒✗▒✗▒✗▓✗▓✗▓✗▓✗▓✗▓✗
          7  ▓✗▓✗▓✗█✗█✗█✗█✗█✗█✗█✗█✗█✗
             ░ 1,000  █ 2,295

        """)
  }

  @Test func sentencesNameTheFirstPlaceAndLeaveOutWhatIsToCome() {
    let days = (1...6).map { Chart.Value(Double($0), "\($0) Sep") }
    func said(_ numbers: [Double], mark: Int? = nil, ends: Bool = true) -> [String] {
      Chart(
        Styled("Leads"),
        .curve(
          Chart.Curve(
            Styled(), days, [Chart.Curve.Series(Styled("came"), Self.values(numbers))],
            mark: mark.map { Chart.Mark(Styled("as of"), days[$0 - 1]) }, endsAtMark: ends))
      ).sentences.map(\.text)
    }
    #expect(
      said([1, 3, 8, 8, 5, 5]).dropFirst() == ["Highest: 8 at 3 Sep."], "the first of two as high")
    #expect(said([1, 3, 8, 8, 8, 8]).dropFirst() == ["Highest: 8, first at 3 Sep."])
    #expect(said([4, 2, 2, 3, 2, 2]).dropFirst() == ["Lowest: 2, first at 2 Sep."])
    #expect(said([1, 2, 3, 4, 5, 6]).count == 1, "the ends are told")
    #expect(said([1, .nan, 3, 4, .nan, .nan]).dropFirst() == ["Undefined at 3 of 6 places."])
    #expect(
      said([1, .nan, 3, 4, .nan, .nan], mark: 4).dropFirst() == ["Undefined at 1 of 4 places.", "As of: 4 Sep."])
    #expect(said([1, 2, 3, 4, .nan, .nan], mark: 4).dropFirst() == ["As of: 4 Sep."])
    #expect(
      said([1, 2, 3, 4, .nan, 6], mark: 4, ends: false).dropFirst()
        == ["Undefined at 1 of 6 places.", "As of: 4 Sep."])
  }

  @Test func sentencesSayTheSameInWords() {
    let all = [Self.curve, Self.bars, Self.tornado, Self.histogram, Self.grid(4)]
    #expect(
      all.map { Self.drawn($0, width: 80, accessible: true) }.joined() == """

        Lead quota
        Lead quota: from 3,077 at close_rate 3% to 1,846 at 5%.
        can deliver: 2,400.
        Today: close_rate 4%.

        Hours used
        SDR: Jul 78%, Aug 106%, Sep 0.5%.
        AE: Jul 80%, Aug –, Sep 0%.
        Over the limit of 100%: 1 of 6.

        Lead quota
        Today: 2,308.
        close_rate: 2,564 with 10% down, 2,098 with 10% up.
        quota: 2,077 with 10% down, 2,539 with 10% up.
        odd: 2,400 with 10% down, 2,350 with 10% up.
        supply: 2,308 with 10% down, 2,308 with 10% up.

        Lead quota
        Most often between 1,800 and 2,000.
        P10: 1,700.
        P50: 1,950.
        plain: 1,960.

        Lead quota
        Lowest: 1,000 at reps[SDR] 5, close_rate 1.
        Highest: 1,407 at reps[SDR] 7, close_rate 4.
        A promise is broken in 7 of 12 cells.
        Today: 1,185 at reps[SDR] 6, close_rate 2.

        """)
  }
}

@Suite struct ChartLawTests {
  /// Numbers that pictures stumble over.
  static let odd: [Double] = [
    .nan, .infinity, -.infinity, 0, -0.0, 1, -1, 1e308, -1e308, .leastNonzeroMagnitude, 0.1, 2308, 1e13
  ]
  static let texts = [
    "", "2,308", "–", "a very long label that fits nowhere at all", "日本語の名前", "e\u{301}te\u{301}", "\u{1B}[31m"
  ]

  private struct Dice {
    let stream: TrialStream
    var thrown = 0
    mutating func below(_ bound: Int) -> Int {
      thrown += 1
      return stream.whole(below: bound, thrown)
    }
    mutating func number() -> Double { below(2) == 0 ? odd[below(odd.count)] : Double(below(4000)) - 1000 }
    mutating func text() -> String { texts[below(texts.count)] }
    mutating func value() -> Chart.Value { Chart.Value(number(), text()) }
    mutating func values() -> [Chart.Value] { (0..<below(4) * below(30)).map { _ in value() } }
    mutating func mark() -> Chart.Mark { Chart.Mark(Styled(text()), value()) }

    mutating func chart(_ kind: Int) -> Chart {
      let some = values()
      let picture: Chart.Picture
      switch kind {
      case 0:
        let series = (0..<below(7)).map { _ in Chart.Curve.Series(Styled(text()), values()) }
        picture = .curve(
          Chart.Curve(Styled(text()), some, series, levels: [mark()], mark: below(2) == 0 ? mark() : nil))
      case 1:
        let columns = values()
        let count = some.count * columns.count - (below(9) == 0 ? 1 : 0)
        let cells = (0..<max(0, count)).map { _ in Chart.Grid.Cell(value(), isBroken: below(2) == 0) }
        picture = .grid(
          Chart.Grid(
            down: Styled(text()), some, across: Styled(text()), columns, cells, todayRow: below(40) - 2,
            todayColumn: below(40) - 2))
      case 2:
        picture = .tornado(
          Chart.Tornado(
            centre: value(), low: Styled(text()), high: Styled(text()),
            some.map { Chart.Tornado.Driver(text(), low: $0, high: value()) }))
      case 3:
        picture = .histogram(
          Chart.Histogram(edges: some, counts: (0..<below(90)).map { _ in number() }, marks: [mark(), mark(), mark()]))
      default:
        let groups = (0..<below(4)).map { _ in
          Chart.Bars.Group(Styled(text()), values().map { Chart.Bars.Bar(text(), $0, isBroken: below(2) == 0) })
        }
        picture = .bars(Chart.Bars(groups, limit: below(2) == 0 ? mark() : nil))
      }
      return Chart(Styled(text()), picture)
    }
  }

  @Test(arguments: 0..<5) func noLineIsWiderThanTheScreenAndNothingTraps(kind: Int) {
    var dice = Dice(stream: Seed(7).stream(UInt64(kind)))
    for round in 0..<120 {
      var reply = Reply()
      reply.show(dice.chart(kind))
      let width = 20 + round * 180 / 119
      for charset in [Charset.unicode, .ascii] {
        let picture = Plain(width: width, charset: charset).text(reply)
        let lines = picture.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { TextWidth.of(String($0)) <= width }, "\(width)\n\(picture)")
        #expect(Hostile.live(picture) == nil)
      }
      #expect(Hostile.live(Plain(width: width, accessible: true).text(reply)) == nil)
      #expect(!MarkdownReply.text(reply).isEmpty)
    }
  }

  @Test func barsAreAsLongAsTheirNumbers() {
    let draw = ChartText(width: 80)
    let parts = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    for eighths in 1...400 {
      let bar = draw.bar(Double(eighths) / 8)
      let sum = bar.reduce(0) { $0 + (parts.firstIndex(of: String($1)) ?? -1) + 1 }
      #expect(sum == eighths)
    }
    #expect(draw.bar(0) == "")
    #expect(draw.bar(1e-9) == "▏", "what is more than nothing shows")
  }

  @Test func aNarrowGridStillShowsToday() {
    let draw = ChartText(width: 40)
    for count in 1...60 {
      for today in 0..<count {
        let chosen = draw.chosen(count, most: 7, today: today)
        #expect(chosen == chosen.sorted() && Set(chosen).count == chosen.count)
        #expect(chosen.first == 0 && chosen.last == count - 1 && (chosen.count <= 7))
        if count > 2 { #expect(chosen.contains(today)) }
      }
    }
  }
}
