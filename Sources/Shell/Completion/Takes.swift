// What may stand behind a command's verb, as a small grammar. A command says it once; completion follows it word by word,
// through names of several words, lists, and commands within commands.
//
//     solve   .then([.slot(.driver), .word("for"), .slot(.test)])
//     watch   .maybe(.list(.slot(.name)))

import Leads

/// The arguments of a command.
public indirect enum Takes: Sendable, Equatable {
  case nothing
  /// This word.
  case word(String)
  /// Something of a kind.
  case slot(Slot)
  /// One after the other.
  case then([Takes])
  case either([Takes])
  case maybe(Takes)
  /// Any of these in any order, each at most once.
  case any([Takes])
  /// One or more with commas between them.
  case list(Takes)
  /// A whole command, or a list of names.
  case line

  /// A kind of argument.
  public enum Slot: Sendable, Equatable {
    /// A quantity that can be set, any quantity, a new value of the last named one, a formula, a test.
    case driver, name, value, expression, test
    /// Whole numbers and texts, which only the person knows.
    case number, text, newName
    case month, tier, file
    /// A scenario; one that can be dropped; a scenario or a state that has a name.
    case scenario, ownScenario, state
    case topic, command, proposal
    /// A layout of exports; a day that ends a month of the period; a driver that what is tracked tells.
    case profile, day, estimate

    /// Whether it may have several words.
    var isLong: Bool { [.driver, .name, .value, .expression, .test].contains(self) }

    /// Whether a word may be one.
    func fits(_ word: String) -> Bool {
      let isFigure = word.first?.isNumber == true
      switch self {
      case .number, .proposal: return isFigure
      case .tier, .driver, .name, .scenario, .ownScenario, .state, .topic, .command, .newName, .estimate:
        return !isFigure
      case .month, .file, .text, .value, .expression, .test, .profile, .day: return word != ","
      }
    }
  }

  /// Words each of which may be the next.
  static func words(_ words: String...) -> Takes { .either(words.map { .word($0) }) }
}

/// What may come next, after some words of a command's arguments.
struct Expected {
  /// A word or a kind that may come, and whether words of it have come already.
  struct Next: Equatable {
    var takes: Takes
    var isBegun: Bool
  }

  private struct Way {
    var steps: [Takes]
    /// The first step is a kind of several words, some of which have come.
    var isBegun = false
  }

  private var ways: [Way]
  /// Tells a month from the name of a file.
  private let isMonth: (String) -> Bool

  /// - Parameter isMonth: whether a word is a month, where a file's name could stand as well.
  init(_ takes: Takes, isMonth: @escaping (String) -> Bool = { Month($0) != nil }) {
    ways = Expected.open(Way(steps: [takes]))
    self.isMonth = isMonth
  }

  var next: [Next] {
    ways.compactMap { way in way.steps.first.map { Next(takes: $0, isBegun: way.isBegun) } }.reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }

  /// Goes on behind a word or a comma.
  /// - Returns: whether it may stand there.
  @discardableResult
  mutating func take(_ word: String) -> Bool {
    let folded = word.lowercased()
    let exact = ways.filter { $0.steps.first == .word(folded) }
    guard exact.isEmpty else {
      ways = exact.flatMap { Expected.open(Way(steps: Array($0.steps.dropFirst()))) }
      return true
    }
    var isTaken = false
    let firsts = ways.map(\.steps.first)
    if firsts.contains(.slot(.month)), firsts.contains(.slot(.file)) {
      let other = Takes.slot(isMonth(word) ? .file : .month)
      ways.removeAll { $0.steps.first == other }
    }
    ways = ways.flatMap { way -> [Way] in
      let rest = Array(way.steps.dropFirst())
      switch way.steps.first {
      case .slot(let slot) where slot.fits(word) && word != ",":
        isTaken = true
        let on = Expected.open(Way(steps: rest))
        return slot.isLong ? [Way(steps: way.steps, isBegun: true)] + on : on
      case .line where word != ",":
        isTaken = true
        if let command = Command.named(folded) { return Expected.open(Way(steps: [command.takes])) }
        return Expected.open(Way(steps: [.list(.slot(.name))])).flatMap { list in
          [Way(steps: list.steps, isBegun: true)] + Expected.open(Way(steps: Array(list.steps.dropFirst())))
        }
      default: return []
      }
    }
    return isTaken
  }

  /// The ways from a step on, each until something that must be typed.
  private static func open(_ way: Way) -> [Way] {
    guard let first = way.steps.first else { return [] }
    let rest = Array(way.steps.dropFirst())
    func on(_ steps: [Takes]) -> [Way] { open(Way(steps: steps + rest)) }
    switch first {
    case .nothing: return on([])
    case .word, .slot, .line: return [way]
    case .then(let steps): return on(steps)
    case .either(let options): return options.flatMap { on([$0]) }
    case .maybe(let step): return on([step]) + on([])
    case .any(let options):
      return options.indices.flatMap { at in
        var others = options
        others.remove(at: at)
        return on([options[at], .any(others)])
      } + on([])
    case .list(let step): return on([step, .maybe(.then([.word(","), .list(step)]))])
    }
  }
}
