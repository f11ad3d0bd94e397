// A date or time as a cell of an export has it. What an ISO date means is plain; of 03/04/2026 it takes another row to
// tell (Survey.swift), so that a reader without an order says that it needs one.
//
//     2026-07-01   2026-07-01 09:30   2026-07-01T09:30:00.000Z   …+02:00      3/4/2026 9:30 PM    03.04.26
//     1 Jul 2026   Jul 1, 2026 14:03:11   01-Jul-2026            1782891000000 (ms)   1782891000 (s)

/// What a cell says about time.
enum DateCell: Equatable {
  case empty
  /// Seconds since 1970 on the clocks of whoever wrote it.
  case local(Int, hasTime: Bool)
  /// Seconds since 1970 in UTC.
  case moment(Int)
  /// Day and month could stand either way round, or stand in an order while none is known.
  case needsOrder
  /// Day and month stand the other way round than in the rest of the file.
  case otherOrder
  case unreadable
}

/// Reads the dates of a file.
struct DateReader: Sendable {
  /// The order of dates that could be read two ways; nil until it is known.
  var order: DateOrder?

  init(order: DateOrder? = nil) { self.order = order }

  @inline(__always)
  func read(_ cell: Cell) -> DateCell {
    if cell.count >= 10, let found = iso(cell) { return found }
    return any(cell)
  }

  /// `2026-07-01`, alone or with `HH:MM` or `HH:MM:SS` behind a blank or a T: what nearly all cells are. Eight bytes at a
  /// time: `2026-07-`, then `01 09:30`.
  @inline(__always)
  private func iso(_ cell: Cell) -> DateCell? {
    let start = UnsafeRawPointer(cell.start)
    let date = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self)) ^ 0x2D30_302D_3030_3030
    let (d1, d2) = (cell[8] &- 48, cell[9] &- 48)
    guard Self.fits(date, 0x7F76_767F_7676_7676), max(d1, d2) <= 9 else { return nil }
    let year = Self.digit(date, 0) * 1000 + Self.digit(date, 1) * 100 + Self.pair(date, 2)
    guard let day = day(year, Self.pair(date, 5), Int(d1) * 10 + Int(d2)) else { return .unreadable }
    if cell.count == 10 { return .local(day * 86_400, hasTime: false) }
    guard cell.count == 16 || cell.count == 19, cell[10] == UInt8(ascii: " ") || cell[10] == UInt8(ascii: "T") else {
      return nil
    }
    let time =
      UInt64(littleEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) & ~0xFF_0000 ^ 0x3030_3A30_3000_3030
    guard Self.fits(time, 0x7676_7F76_767F_7676) else { return nil }
    let (hour, minute) = (Self.pair(time, 3), Self.pair(time, 6))
    guard hour < 24, minute < 60 else { return nil }
    var seconds = 0
    if cell.count == 19 {
      let (s1, s2) = (cell[17] &- 48, cell[18] &- 48)
      guard cell[16] == UInt8(ascii: ":"), s1 <= 5, s2 <= 9 else { return nil }
      seconds = Int(s1) * 10 + Int(s2)
    }
    return .local(day * 86_400 + hour * 3600 + minute * 60 + seconds, hasTime: true)
  }

  /// Whether all of eight bytes are small enough: below 10 where the limits have 0x76, and 0 where they have 0x7F.
  @inline(__always)
  private static func fits(_ bytes: UInt64, _ limits: UInt64) -> Bool {
    ((bytes & 0x7F7F_7F7F_7F7F_7F7F) &+ limits | bytes) & 0x8080_8080_8080_8080 == 0
  }

  @inline(__always)
  private static func digit(_ bytes: UInt64, _ place: UInt64) -> Int {
    Int(truncatingIfNeeded: bytes &>> (8 &* place) & 0xFF)
  }

  @inline(__always)
  private static func pair(_ bytes: UInt64, _ place: UInt64) -> Int {
    digit(bytes, place) &* 10 &+ digit(bytes, place &+ 1)
  }

  /// Days since 1970 of a plausible date; nil for any other.
  @inline(__always)
  private func day(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    guard year >= 1990, year < 2060, month >= 1, month <= 12, day >= 1 else { return nil }
    let place = (year - 1990) * 12 + month - 1
    let first = firsts[place]
    return first + day <= firsts[place + 1] ? first + day - 1 : nil
  }

  /// The first days of all months.
  private let firsts = DateReader.firsts
  private static let firsts: [Int] = (0...70 * 12).map { Month(number: 1990 * 12 + $0).first.number }

  // MARK: - Every other form

  private enum Part: Equatable {
    case number(Int, digits: Int)
    case word(String)
    case mark(UInt8)
  }

  private func any(_ cell: Cell) -> DateCell {
    guard cell.count > 0 else { return .empty }
    guard cell.count <= 40, let parts = Self.parts(cell) else { return .unreadable }
    if parts.count == 1, case .number(let number, let digits) = parts[0] {
      if digits == 13 { return Self.moment(number / 1000) }
      if digits == 10 { return Self.moment(number) }
      if digits == 8, let day = day(number / 10_000, number / 100 % 100, number % 100) {
        return .local(day * 86_400, hasTime: false)
      }
      return .unreadable
    }
    var rest = parts[...]
    let day: Int
    switch date(&rest) {
    case .day(let found): day = found
    case .failure(let why): return why
    }
    guard let time = Self.time(&rest) else { return .unreadable }
    guard let (seconds, zone) = time else { return .local(day * 86_400, hasTime: false) }
    let local = day * 86_400 + seconds
    return zone.map { .moment(local - $0) } ?? .local(local, hasTime: true)
  }

  private static func moment(_ seconds: Int) -> DateCell {
    Instant.plausible.contains(floorDivide(seconds, 86_400)) ? .moment(seconds) : .unreadable
  }

  private static func parts(_ cell: Cell) -> [Part]? {
    var parts: [Part] = []
    var at = 0
    while at < cell.count {
      let byte = cell[at]
      if byte &- 48 <= 9 {
        let start = at
        var number = 0
        while at < cell.count, cell[at] &- 48 <= 9 {
          guard at - start < 15 else { return nil }
          number = number * 10 + Int(cell[at] - 48)
          at += 1
        }
        parts.append(.number(number, digits: at - start))
      } else if (byte | 0x20) &- 97 < 26 || byte >= 0x80 {
        // A no-break or narrow space, in UTF-8 or Windows-1252, stands before AM and PM in some locales.
        if byte == 0xA0 { at += 1; continue }
        if byte == 0xC2, at + 1 < cell.count, cell[at + 1] == 0xA0 { at += 2; continue }
        if byte == 0xE2, at + 2 < cell.count, cell[at + 1] == 0x80 { at += 3; continue }
        let start = at
        while at < cell.count, (cell[at] | 0x20) &- 97 < 26 || cell[at] >= 0x80 { at += 1 }
        parts.append(.word(cell[start..<at].text.lowercased()))
      } else {
        at += 1
        if byte != UInt8(ascii: " ") { parts.append(.mark(byte)) }
      }
    }
    return parts
  }

  private enum Found {
    case day(Int)
    case failure(DateCell)
  }

  /// The date that stands first, with what was read taken off.
  private func date(_ rest: inout ArraySlice<Part>) -> Found {
    var numbers: [(value: Int, digits: Int)] = []
    var month: Int?
    var monthPlace = 0
    var mark: UInt8?
    while let next = rest.first, numbers.count + (month == nil ? 0 : 1) < 3 {
      switch next {
      case .number(let value, let digits): numbers.append((value, digits))
      case .word(let word):
        // "1 de julio de 2026"; weekdays may stand first
        if word != "de", word != "of", let found = Self.months[String(word.prefix(3))] {
          guard month == nil else { return .failure(.unreadable) }
          (month, monthPlace) = (found, numbers.count)
        } else if word != "de", word != "of", !(numbers.isEmpty && month == nil) {
          return .failure(.unreadable)
        }
      case .mark(let byte):
        guard [UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ",")].contains(byte) else {
          return .failure(.unreadable)
        }
        if byte != UInt8(ascii: ",") { mark = byte }
      }
      rest = rest.dropFirst()
    }
    if let month {
      guard numbers.count == 2, monthPlace < 2 else { return .failure(.unreadable) }
      let (day, year) = numbers[0].digits == 4 ? (numbers[1], numbers[0]) : (numbers[0], numbers[1])
      return found(year, month, day.value)
    }
    guard numbers.count == 3, mark != nil else { return .failure(.unreadable) }
    let (a, b, c) = (numbers[0], numbers[1], numbers[2])
    if a.digits == 4 { return found(a, b.value, c.value) }
    guard a.digits <= 2, b.digits <= 2, c.digits == 4 || c.digits == 2 else { return .failure(.unreadable) }
    if order == .yearFirst {
      return c.digits == 4 ? .failure(.otherOrder) : found(a, b.value, c.value)
    }
    if a.value == b.value { return found(c, a.value, b.value) }
    switch order {
    case .dayFirst:
      return b.value > 12 && a.value <= 12 ? .failure(.otherOrder) : found(c, b.value, a.value)
    case .monthFirst:
      return a.value > 12 && b.value <= 12 ? .failure(.otherOrder) : found(c, a.value, b.value)
    default: return .failure(max(a.value, b.value) > 31 || min(a.value, b.value) > 12 ? .unreadable : .needsOrder)
    }
  }

  private func found(_ year: (value: Int, digits: Int), _ month: Int, _ day: Int) -> Found {
    let full = year.digits == 2 ? 2000 + year.value : year.value
    return self.day(full, month, day).map { .day($0) } ?? .failure(.unreadable)
  }

  /// The order that a date shows by itself: its day is above 12. Nil where it shows none.
  static func evidence(_ cell: Cell) -> DateOrder? {
    guard DateReader(order: nil).read(cell) == .needsOrder else { return nil }
    for order in [DateOrder.dayFirst, .monthFirst] where DateReader(order: order).read(cell) == .otherOrder {
      return order == .dayFirst ? .monthFirst : .dayFirst
    }
    return nil
  }

  /// What stands behind the date: nothing (nil inside), or a time and how far it is from UTC. Nil where it is no time.
  private static func time(_ rest: inout ArraySlice<Part>) -> (seconds: Int, zone: Int?)?? {
    while let next = rest.first, next == .word("t") || next == .mark(UInt8(ascii: ",")) || next == .word("at") {
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty else { return .some(nil) }
    var fields: [Int] = []
    while fields.count < 3, case .number(let value, let digits)? = rest.first, digits <= 2 {
      fields.append(value)
      rest = rest.dropFirst()
      guard rest.first == .mark(UInt8(ascii: ":")) else { break }
      rest = rest.dropFirst()
    }
    if rest.first == .mark(UInt8(ascii: ".")) || rest.first == .mark(UInt8(ascii: ",")), fields.count == 3 {
      guard case .number? = rest.dropFirst().first else { return nil }
      rest = rest.dropFirst(2)
    }
    guard var hour = fields.first else { return nil }
    let half = half(&rest)
    guard fields.count >= 2 || half != nil else { return nil }
    if let half {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + half
    }
    let (minute, second) = (fields.count > 1 ? fields[1] : 0, fields.count > 2 ? min(fields[2], 59) : 0)
    guard hour < 24, minute < 60 else { return nil }
    let seconds = hour * 3600 + minute * 60 + second
    guard !rest.isEmpty else { return (seconds, nil) }
    if rest.count == 1, rest.first == .word("z") || rest.first == .word("utc") || rest.first == .word("gmt") {
      return (seconds, 0)
    }
    if rest.first == .word("utc") || rest.first == .word("gmt") { rest = rest.dropFirst() }
    return offset(rest).map { (seconds, $0) }
  }

  /// The hours that AM or PM adds.
  private static func half(_ rest: inout ArraySlice<Part>) -> Int? {
    let letters = rest.reduce(into: "") { text, part in
      if case .word(let word) = part { text += word }
    }
    guard letters == "am" || letters == "pm", !rest.contains(where: { if case .number = $0 { true } else { false } })
    else { return nil }
    rest = []
    return letters == "am" ? 0 : 12
  }

  /// `+02:00`, `+0200`, `-3`
  private static func offset(_ parts: ArraySlice<Part>) -> Int? {
    let parts = Array(parts)
    guard parts.count >= 2, parts[0] == .mark(UInt8(ascii: "+")) || parts[0] == .mark(UInt8(ascii: "-")),
      case .number(let value, let digits) = parts[1]
    else { return nil }
    let sign = parts[0] == .mark(UInt8(ascii: "-")) ? -1 : 1
    var minutes = digits == 4 ? value / 100 * 60 + value % 100 : value * 60
    if parts.count == 4, parts[2] == .mark(UInt8(ascii: ":")), case .number(let more, 2) = parts[3], digits <= 2 {
      minutes += more
    } else if parts.count != 2 {
      return nil
    }
    return minutes <= 16 * 60 ? sign * minutes * 60 : nil
  }

  /// The first letters of the months in English, Spanish and Portuguese.
  private static let months: [String: Int] = [
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12, "fev": 2, "mai": 5, "set": 9, "out": 10, "dez": 12
  ]
}
