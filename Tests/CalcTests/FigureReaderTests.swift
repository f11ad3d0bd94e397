import Testing

@testable import Calc

struct FigureReaderTests {
  private func scan(
    _ text: String, at start: Int = 0, _ form: NumberForm = .files, listed: Bool = false
  ) throws(Misread) -> (figure: Figure, end: Int)? {
    try FigureReader(form: form, currency: "EUR").scan(Array(text.utf8), at: start, listed: listed)
  }

  @Test func whatIsMarkedIsTheUnitInTheWholeText() throws {
    let figure = try #require(try scan("fee = 400k EUR per month;", at: 6)).figure
    #expect(figure.span == 6..<24)
    #expect(figure.unitSpan == 11..<14)
  }

  @Test func aRefusalMarksItsBytes() {
    let error = #expect(throws: Misread.self) { try scan("set x 1.200 now", at: 6) }
    #expect(error?.span == 6..<11)
    let place = error?.placed(in: Source("set x 1.200 now")).place
    #expect(place?.column == 7)
    #expect(place?.width == 5)
  }

  // max(1,200) has two readings, which only the reader of calls can name; max(1,20) has one.
  @Test(arguments: [
    ("1,200)", 1200.0, 5, Figure.Comma.group), ("1,20)", 1, 1, .none), ("1,2000)", 1, 1, .none),
    ("1,200,300)", 1_200_300, 9, .group), ("1,200,3)", 1200, 5, .group), ("1200,300)", 1200, 4, .none),
    ("1.5,200)", 1.5, 3, .none), ("1, 200)", 1, 1, .none)
  ])
  func inAListACommaBelongsOnlyWhereItCan(text: String, value: Double, end: Int, comma: Figure.Comma) throws {
    let found = try #require(try scan(text, listed: true))
    #expect(found.figure.value == value)
    #expect(found.end == end)
    #expect(found.figure.comma == comma)
  }

  @Test func inAListADecimalCommaIsReported() throws {
    let found = try #require(try scan("1,5,7)", .prompt(language: "es"), listed: true))
    #expect(found.figure.value == 1.5)
    #expect(found.figure.comma == .decimal)
    #expect(found.end == 3)
  }

  /// A percent or a suffix moves the decimal point of what is written; it multiplies nothing.
  @Test func everyFigureIsTheDoubleNearestToWhatIsWritten() throws {
    var random = SplitMix(seed: 1)
    for _ in 0..<20_000 {
      let whole = String(Int.random(in: 0..<100_000, using: &random))
      let fraction = String(Int.random(in: 1..<100_000, using: &random)) + "1"
      let text = whole + "." + fraction
      #expect(try scan(text)?.figure.value == Double(text))
      #expect(try scan(text + "%")?.figure.value == Double(text + "e-2"))
      #expect(try scan(text + "k")?.figure.value == Double(text + "e3"))
      #expect(try scan(text + " million")?.figure.value == Double(text + "e6"))
    }
  }

  @Test func minutesAreHoursRoundedOnce() throws {
    #expect(try scan("20 min")?.figure.value == 1.0 / 3)
    #expect(try scan("7.4 min")?.figure.value == 74.0 / 600)
    #expect(try scan("50 min")?.figure.value == 5.0 / 6)
    #expect(try scan("1h20")?.figure.value == 80.0 / 60)
  }

  @Test(arguments: ["9", "0", "1,", "1.", "1\u{A0}", "1'", "5 ", "1,000,", "x", "é", "１"])
  func aMegabyteOfAnythingIsAnsweredInOneSentence(piece: String) {
    let bytes = Array(String(repeating: piece, count: (1 << 20) / piece.utf8.count).utf8)
    do {
      let found = try FigureReader().scan(bytes, at: 0)
      #expect(found.map { $0.figure.value <= 1e15 } ?? true)
    } catch {
      #expect(error.diagnostic.message.description.utf8.count < 200)
    }
  }

  @Test func noBytesAreAnAccident() {
    var random = SplitMix(seed: 2)
    let alphabet = Array("0123456789,.._'% kMmhdEURepx€$\u{A0}\u{202F}１é/-+".utf8)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      for form in [NumberForm.files, .prompt(language: "pt")] {
        for listed in [false, true] {
          do {
            guard let found = try FigureReader(form: form, currency: "EUR").scan(bytes, at: 0, listed: listed) else {
              continue
            }
            #expect(found.end > 0 && found.end <= bytes.count)
            #expect((0...1e15).contains(found.figure.value))
          } catch {
            #expect(error.span.lowerBound >= 0 && error.span.upperBound <= bytes.count)
          }
        }
      }
    }
  }

  @Test func anAmountPerQuarterIsAThirdOfItPerMonth() {
    #expect(Per.quarter.amount(1_200_000, over: 1) == 400_000)
    #expect(Per.year.amount(5_000_000, over: 3) == 1_250_000)
    #expect(Per.month.amount(400_000, over: 3) == 1_200_000)
    #expect(Per.quarter.amount(0.1, over: 3) == 0.1)
    #expect(Per.year.written(1_250_000, over: 3) == 5_000_000)
  }
}

/// Seeded numbers for tests (SplitMix64, Steele et al. 2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
