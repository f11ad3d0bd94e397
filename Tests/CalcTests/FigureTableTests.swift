// Written forms and what each means, in four forms of writing. A row reads
//
//     text | in files | at a Spanish prompt | at a Portuguese prompt | in a Spanish agreement's file
//
// `=` or nothing: the prompts as the column before, the Spanish file as files. A meaning is the value (a fraction for
// percents and points, hours, days), its unit and period, and behind `…` what is left; or `!` and how the refusal
// begins or ends. Where not said otherwise the agreement is in EUR.

import Testing

@testable import Calc

struct FigureTableTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var text: String
    var meanings: [String]
    var testDescription: String { text }
  }

  static let rows: [Row] = table.split(separator: "\n").map { line in
    let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { trimmed($0) }
    var meanings = Array(cells.dropFirst())
    while meanings.count < 4 { meanings.append("=") }
    if meanings[1] == "=" { meanings[1] = meanings[0] }
    if meanings[2] == "=" { meanings[2] = meanings[1] }
    if meanings[3] == "=" { meanings[3] = meanings[0] }
    return Row(text: cells[0], meanings: meanings)
  }

  @Test(arguments: rows)
  func aWrittenFormHasItsMeaningOrItsRefusal(row: Row) {
    let forms = [
      NumberForm.files, .prompt(language: "es"), .prompt(language: "pt"), .files(language: "es")
    ]
    for (form, meaning) in zip(forms, row.meanings) {
      let found = Self.meaning(of: row.text, in: form)
      if meaning.hasPrefix("!") {
        let refusal = meaning.dropFirst()
        var said = found.dropFirst()
        if said.hasPrefix(row.text + ": ") { said = said.dropFirst(row.text.count + 2) }
        let isRefused = found.hasPrefix("!") && (said.hasPrefix(refusal) || said.hasSuffix(refusal))
        #expect(isRefused, "\(found), not \(meaning)")
      } else {
        #expect(found == meaning)
      }
    }
  }

  @Test func theEnglishPromptIsTheFilesForm() {
    #expect(NumberForm.prompt(language: "en") == .files)
    #expect(NumberForm.files(language: "en") == .files)
    #expect(NumberForm.files(language: "es-MX") == .files)
    #expect(NumberForm.files(language: "pt") == NumberForm.files(language: "es"))
  }

  @Test func mexicoWritesThePointAndSaysMil() {
    #expect(Self.meaning(of: "1,200.5", in: .prompt(language: "es-MX")) == "1200.5")
    #expect(Self.meaning(of: "20 mil", in: .prompt(language: "es-MX")) == "20000.0")
    #expect(Self.meaning(of: "1.5 millones", in: .prompt(language: "es-MX")) == "1500000.0")
  }

  @Test(arguments: [
    ("$5", "MXN", "5.0 $"), ("$5", "USD", "5.0 $"), ("US$5", "USD", "5.0 USD"), ("MX$5", "MXN", "5.0 MXN"),
    ("$5 MXN", "MXN", "5.0 MXN"), ("5 $", "COP", "5.0 $"), ("R$ 5", "BRL", "5.0 BRL"),
    ("$5", "BRL", "!$ is not the agreement's currency, BRL"), ("$5 USD", "MXN", "!USD is not the agreement's currency"),
    ("€5", "MXN", "!EUR is not the agreement's currency, MXN"), ("¥5", "JPY", "5.0 ¥"), ("£5", "GBP", "5.0 GBP"),
    ("5 xyz", "XYZ", "5.0 XYZ"), ("5 try", "EUR", "5.0 … try"), ("5 TRY", "EUR", "!TRY is not the agreement's currency")
  ])
  func moneyIsTheAgreementsOrRefused(text: String, currency: String, meaning: String) {
    let found = Self.meaning(of: text, in: .files, currency: currency)
    #expect(meaning.hasPrefix("!") ? found.hasPrefix(meaning) : found == meaning)
  }

  static func meaning(of text: String, in form: NumberForm, currency: String = "EUR") -> String {
    let bytes = Array(text.utf8)
    do {
      guard let (figure, end) = try FigureReader(form: form, currency: currency).scan(bytes, at: 0) else {
        return "nil"
      }
      var meaning = "\(figure.value)"
      switch figure.unit {
      case .none: break
      case .percent: meaning += " %"
      case .points: meaning += " pp"
      case .money(let code): meaning += " \(code)"
      case .hours: meaning += " h"
      case .days: meaning += " d"
      }
      if let per = figure.per { meaning += "/\(per)" }
      return end < bytes.count ? meaning + " …" + String(decoding: bytes[end...], as: UTF8.self) : meaning
    } catch {
      return "!\(error.diagnostic.message)"
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  private static let table = """
    0 | 0.0
    5 | 5.0
    007 | 7.0
    1200 | 1200.0
    1200000 | 1200000.0
    1,200 | 1200.0 | !write 1200 or 1,2 | = | !write 1200 or 1.2
    1,200,000 | 1200000.0 | !write 1200000
    12,345 | 12345.0 | !write 12345 or 12,3450 | = | !write 12345 or 12.3450
    123,456 | 123456.0 | !write 123456 or 123,4560 | = | !write 123456 or 123.4560
    1234,567 | !write 1234567 or 1234.567 | 1234.567
    1_200 | 1200.0
    1_200_000 | 1200000.0
    1_20 | !write 120
    1,200_000 | !1,200_000 is not a figure
    1.200 | !write 1200 or 1.2 | !write 1200 or 1,2
    1.250 | !write 1250 or 1.25 | !write 1250 or 1,25
    1.234 | 1.234 | !write 1234 or 1,2340 | = | !write 1234 or 1.2340
    43.956 | 43.956 | !write 43956 or 43,9560 | = | !write 43956 or 43.9560
    43.960 | !write 43960 or 43.96 | !write 43960 or 43,96
    12.500 | !write 12500 or 12.5 | !write 12500 or 12,5
    123.000 | !write 123000 or 123
    1234.500 | 1234.5 | !write 1234500 or 1234,5
    0.200 | 0.2 | !write 0,2
    0,200 | !write 0.2 | 0.2
    00.200 | 0.2 | !write 0,2
    0.2 | 0.2 | !write 0,2
    0,2 | !write 0.2 | 0.2
    1.2000 | 1.2 | !write 12000 or 1,2
    1,2000 | !write 12000 or 1.2 | 1.2
    1.2 | 1.2 | !write 1,2
    1,2 | !write 1.2 | 1.2
    1,20 | !write 1.2 | 1.2
    12,3 | !write 12.3 | 12.3
    3,878 | 3878.0 | !write 3878 or 3,8780 | = | !write 3878 or 3.8780
    1.200.000 | !write 1200000 | 1200000.0
    1.200.000,50 | !write 1200000.5 | 1200000.5
    1.200,50 | !write 1200.5 | 1200.5
    1,200.50 | 1200.5 | !write 1200,5
    1,200,000.50 | 1200000.5 | !write 1200000,5
    12,34,567 | !write 1234567
    1.2.3 | !1.2.3 is not a figure
    1,2,3 | !1,2,3 is not a figure
    1,200,00 | !write 120000 or 1200
    1.200.00 | !write 120000 or 1200
    1200,5 | !write 1200.5 | 1200.5
    1200.5 | 1200.5 | !write 1200,5
    1200,50 | !write 1200.5 | 1200.5
    12.345,6 | !write 12345.6 | 12345.6
    12,345.6 | 12345.6 | !write 12345,6
    1.20.000 | !write 120000
    1 200 | 1.0 … 200
    1 200 000 | 1.0 … 200 000
    12 34 | 12.0 … 34
    1’200’000 | 1200000.0
    1'200 | !write 1200
    1 200,5 | 1.0 … 200,5
    1 200.5 | 1.0 … 200.5
    .5 | !write 0.5 | !write 0,5
    ,5 | nil | !write 0,5
    5. | !write 5
    5_ | !write 5
    1..5 | !write 1
    999999999999999 | 999999999999999.0
    1000000000000000 | 1000000000000000.0
    1000000000000001 | !a figure is at most
    1e15 | !write 1000000000000000
    1e5 | !write 100000
    1E5 | !write 100000
    1.5e3 | !write 1500 | !write 1,5
    1e-3 | !write 0.001 | !write 0,001
    1e400 | !write the figure in full
    1e99 | !write the figure in full
    2e | !e is not a unit
    0x1F | !hexadecimal is not read: write the figure in decimal
    0X10 | !hexadecimal is not read: write the figure in decimal
    0b101 | !b is not a unit
    NaN | nil
    inf | nil
    １２ | !a figure is written with the digits 0 to 9
    ٣ | !a figure is written with the digits 0 to 9
    1２ | !a figure is written with the digits 0 to 9
    ½ | !a figure is written with the digits 0 to 9
    1½ | !a figure is written with the digits 0 to 9
    5² | !a figure is written with the digits 0 to 9
    1200k | 1200000.0
    1.2M | 1200000.0 | !write 1,2
    1,2M | !write 1.2 | 1200000.0
    1.2m | 1200000.0 | !write 1,2
    1.2MM | 1200000.0 | !write 1,2
    1.2 million | 1200000.0 | !write 1,2
    1.2 Million | 1200000.0 | !write 1,2
    1,5 millones | !write 1.5 | 1500000.0 | 1.5 … millones
    1,5 milhões | !write 1.5 | 1.5 … milhões | 1500000.0
    1,2 mi | !write 1.2 | 1.2 … mi | 1200000.0
    1.2 mi | 1.2 … mi | !write 1,2
    2 mi | 2.0 … mi | = | 2000000.0
    20 mil | 20.0 … mil | 20000.0
    20mil | !mil is not a unit | 20000.0
    20 MIL | 20.0 … MIL | 20000.0
    2 bi | 2.0 … bi | = | 2000000000.0
    3 bn | 3000000000.0
    3bn | 3000000000.0
    3B | 3000000000.0
    3 B | 3.0 … B
    3 m | 3.0 … m
    20k | 20000.0
    20K | 20000.0
    20 k | 20000.0
    1.2kk | !kk is not a unit | !write 1,2
    1.200k | !write 1200 or 1.2 | !write 1200 or 1,2
    0.5k | 500.0 | !write 0,5
    999.999M | 999999000.0 | !write 999999 or 999,9990 | = | !write 999999 or 999.9990
    1.2 thousand | 1200.0 | !write 1,2
    2 billion | 2000000000.0
    20 thousand | 20000.0
    1.2 M EUR | 1200000.0 EUR | !write 1,2
    €1.2M | 1200000.0 EUR | !write 1,2
    € 1.2M | 1200000.0 EUR | !write 1,2
    €1,200,000 | 1200000.0 EUR | !write 1200000
    1.2M EUR | 1200000.0 EUR | !write 1,2
    1.2M eur | 1200000.0 EUR | !write 1,2
    1.2MEUR | 1200000.0 EUR | !write 1,2
    20kEUR | 20000.0 EUR
    1.2M€ | 1200000.0 EUR | !write 1,2
    1.2M € | 1200000.0 EUR | !write 1,2
    EUR 1.2M | 1200000.0 EUR | !write 1,2
    EUR1.2M | 1200000.0 EUR | !write 1,2
    eur 5 | nil
    1200€ | 1200.0 EUR
    USD 5 | !USD is not the agreement's currency, EUR
    5 USD | !USD is not the agreement's currency, EUR
    5 usd | !USD is not the agreement's currency, EUR
    $5 | !$ is not the agreement's currency, EUR
    US$5 | !USD is not the agreement's currency, EUR
    5 US$ | !USD is not the agreement's currency, EUR
    R$ 5 | !BRL is not the agreement's currency, EUR
    MX$5 | !MXN is not the agreement's currency, EUR
    £5 | !GBP is not the agreement's currency, EUR
    5 £ | !GBP is not the agreement's currency, EUR
    ¥5 | !¥ is not the agreement's currency, EUR
    €5 EUR | 5.0 EUR
    $5 MXN | !MXN is not the agreement's currency, EUR
    €5 USD | !€5 USD has two units
    €5% | !€5% has two units
    5 MXN | !MXN is not the agreement's currency, EUR
    1.2MXN | !MXN is not the agreement's currency, EUR | !write 1,2
    5 SDR | 5.0 … SDR
    5 CEO | 5.0 … CEO
    4% | 0.04 %
    4 % | 0.04 %
    6.2% | 0.062 % | !write 6,2
    6,2% | !write 6.2 | 0.062 %
    0.05% | 0.0005 % | !write 0,05
    100% | 1.0 %
    150% | 1.5 %
    4percent | 0.04 %
    4 percent | 0.04 %
    4%of | 0.04 % …of
    4 % of | 0.04 % … of
    1pp | 0.01 pp
    0.5pp | 0.005 pp | !write 0,5
    0,5pp | !write 0.5 | 0.005 pp
    1 pp | 0.01 pp
    2 points | 0.02 pp
    90 min | 1.5 h
    90min | 1.5 h
    90 minutes | 1.5 h
    1 minute | 0.016666666666666666 h
    30 s | 0.008333333333333333 h
    30s | 0.008333333333333333 h
    180 sec | 0.05 h
    1.5h | 1.5 h | !write 1,5
    1,5h | !write 1.5 | 1.5 h
    1.5 h | 1.5 h | !write 1,5
    1 hour | 1.0 h
    2 hours | 2.0 h
    40 h | 40.0 h
    1h30 | 1.5 h
    1h5 | 1.0833333333333333 h
    1h05 | 1.0833333333333333 h
    1h30min | 1.5 h
    1h30m | 1.5 h
    1h 30min | 1.5 h
    1 h 30 min | 1.5 h
    1 h 30 | 1.0 h … 30
    1h75 | !1h75 is not a time
    1h300 | !1h300 is not a time
    1.5h30 | !1.5h30 is not a time | !write 1,5
    0h20 | 0.3333333333333333 h
    1h30x | !1h30 is not a time
    7.4 min | 0.12333333333333334 h | !write 7,4
    20 min | 0.3333333333333333 h
    45 days | 45.0 d
    45d | 45.0 d
    45 d | 45.0 d
    1 day | 1.0 d
    3 weeks | 21.0 d
    1 week | 7.0 d
    3w | 21.0 d
    2 wk | 14.0 d
    1.5 weeks | 10.5 d | !write 1,5
    2 months | 2.0 … months
    400k/month | 400000.0/month
    400k / month | 400000.0/month
    400k per month | 400000.0/month
    400k a month | 400000.0/month
    5M/year | 5000000.0/year
    5M/yr | 5000000.0/year
    5M/mo | 5000000.0/month
    5M / mo | 5000000.0 … / mo
    1.2M per quarter | 1200000.0/quarter | !write 1,2
    1.2M/quarter | 1200000.0/quarter | !write 1,2
    1.2M EUR per quarter | 1200000.0 EUR/quarter | !write 1,2
    €1.2M/quarter | 1200000.0 EUR/quarter | !write 1,2
    820 per month | 820.0/month
    820 PER MONTH | 820.0/month
    3 per week | !not per week
    3/day | !not per day
    3 per rep | 3.0 … per rep
    3/reps | 3.0 …/reps
    3 per | 3.0 … per
    12/month | 12.0/month
    12/monthly | 12.0 …/monthly
    12 a week | !not per week
    5 of 100 | 5.0 … of 100
    5x | !x is not a unit
    5abc | !abc is not a unit
    12_a | !12_ is not a figure
    5%5 | !5%5 is not a figure
    5%_ | !5%_ is not a figure
    5 min(3) | 5.0 … min(3)
    5 h_total | 5.0 … h_total
    5 k2 | 5.0 … k2
    5 to 7 | 5.0 … to 7
    1-2 | 1.0 …-2
    2026-09 | 2026.0 …-09
    9:00 | 9.0 …:00
    12345678901234567 | !a figure is at most
    123456789012345678 | !a figure has at most 17 digits
    0.12345678901234567 | 0.12345678901234566 | !write 0,12345678901234567
    0.123456789012345678 | !a figure has at most 17 digits | !0.123456789012345678 is not a figure
    0.1000000000000000055511151231257827 | !a figure has at most 17 digits | !0.1000000000000000055511151231257827 is not a figure
    12345678901234500000 | !a figure is at most
    0.000000000000001 | 1e-15 | !write 0,000000000000001
    0.00000000000000000000001 | 1e-23 | !0.00000000000000000000001 is not a figure
    17 M | 17000000.0
    3%. | 0.03 % ….
    (5 | nil
    +5 | nil
    -5 | nil
    −5 | nil
    k | nil
    EUR | nil
    $ | nil
    € | nil
    €x | nil
    per | nil
    days | nil
    1\u{A0}200 | 1200.0
    1\u{A0}200\u{A0}000 | 1200000.0
    1\u{202F}200\u{202F}000 | 1200000.0
    1\u{2009}200 | 1200.0
    12\u{A0}34 | !write 1234
    1\u{A0}200,5 | !write 1200.5 | 1200.5
    1\u{A0}200.5 | 1200.5 | !write 1200,5
    4\u{A0}% | 0.04 %
    4\u{202F}% | 0.04 %
    5\u{A0}days | 5.0 d
    1\u{A0}200\u{202F}000 | !1\u{A0}200\u{202F}000 is not a figure
    1.234,5% | !write 1234.5 | 12.345 %
    1,234.5% | 12.345 % | !write 1234,5
    12,5 % | !write 12.5 | 0.125 %
    2,5k | !write 2.5 | 2500.0
    1,5h | !write 1.5 | 1.5 h
    0,5 days | !write 0.5 | 0.5 d
    10.000.000 | !write 10000000 | 10000000.0
    10,000,000 | 10000000.0 | !write 10000000
    1\u{A0}000\u{A0}000 EUR | 1000000.0 EUR
    € 20 mil | 20.0 EUR … mil | 20000.0 EUR
    20 mil EUR | 20.0 … mil EUR | 20000.0 EUR
    1,2 mi EUR | !write 1.2 | 1.2 … mi EUR | 1200000.0 EUR
    1,2 mi/quarter | !write 1.2 | 1.2 … mi/quarter | 1200000.0/quarter
    1,680 milhão | 1680.0 … milhão | !write 1680 or 1,68 | = | !write 1680 or 1.68
    3,000 | 3000.0 | !write 3000 or 3 | = | !write 3000 or 3
    EUR 3.000 | !write 3000 or 3
    2 MM EUR | 2000000.0 EUR
    1.2bn | 1200000000.0 | !write 1,2
    7 MILLION | 7000000.0
    33.333333333333336% | 0.33333333333333337 % | !write 33333333333333336 or 33,333333333333336
    99.9% | 0.999 % | !write 99,9
    24 h | 24.0 h
    2hrs | 2.0 h
    10 d | 10.0 d
    5€/month | 5.0 EUR/month
    5 €/year | 5.0 EUR/year
    1,000,000,000,000,000 | 1000000000000000.0 | !write 1000000000000000
    1__000 | !write 1
    1,,000 | 1.0 …,,000
    1.,5 | !write 1
    1,.5 | 1.0 …,.5
    1._5 | !write 1
    5# | 5.0 …#
    5; | 5.0 …;
    5) | 5.0 …)
    5] | 5.0 …]
    5 # note | 5.0 … # note
    0.0 | 0.0 | !write 0
    0,0 | !write 0 | 0.0
    000 | 0.0
    0.10 | 0.1 | !write 0,1
    1.10 | 1.1 | !write 1,1
    10.0 | 10.0 | !write 10
    100.00 | 100.0 | !write 100
    1.5 million EUR per year | 1500000.0 EUR/year | !write 1,5
    12.5k/mo | 12500.0/month | !write 12,5
    12,5k/mo | !write 12.5 | 12500.0/month
    5/quarter | 5.0/quarter
    5 /quarter | 5.0/quarter
    5/ quarter | 5.0/quarter
    5 per  quarter | 5.0/quarter
    5 per year. | 5.0/year ….
    5 Per Year | 5.0/year
    """
}
