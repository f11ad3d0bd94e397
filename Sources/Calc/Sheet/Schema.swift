// Everything a formula may name: the axes with their labels, the quantities, the promises. It is a value: an
// agreement with another tier or another formula has another schema, and the sheet is compiled anew.

/// The names of one agreement and what they stand for.
public struct Schema: Sendable {
  /// The axes in their order.
  public private(set) var axes: [Axis]
  public private(set) var definitions: [Definition] = []
  /// The agreement's currency code.
  public var currency: String
  /// Months in the agreement's period.
  public var months: Int
  public private(set) var vocabulary: Vocabulary
  private var places: [String: Int] = [:]
  private var labels: [String: Checked.Selection] = [:]
  /// Formulas with parameters, by name: `answered(people)`. A call stands for the formula with its arguments in it.
  public private(set) var templates: [String: Template] = [:]
  /// A promise by its folded name: the quantity that is 1 where it is kept.
  private var promises: [String: Int] = [:]
  /// By the same name the quantity that is 1 where it was kept on what happened, 0 where not.
  private var outcomes: [String: Int] = [:]

  public init(axes: [Axis], currency: String, months: Int) {
    self.axes = axes
    self.currency = currency
    self.months = months
    vocabulary = Vocabulary(axes.map(\.name))
    self = over(axes, currency: currency, months: months)
  }

  /// The same quantities over other labels, in another currency and period.
  public func over(_ axes: [Axis], currency: String, months: Int) -> Schema {
    var copy = self
    copy.axes = axes
    copy.currency = currency
    copy.months = months
    copy.labels = [:]
    for (place, axis) in axes.enumerated() {
      for (index, label) in axis.labels.enumerated() {
        copy.labels[Schema.fold(label)] = Checked.Selection(place: place, index: index)
      }
    }
    return copy
  }

  static func fold(_ label: String) -> String { label.lowercased() }

  // MARK: Definitions

  /// Adds a quantity, or puts another in the place of the one that has its name.
  public mutating func add(_ definition: Definition) {
    if let place = places[definition.name] {
      definitions[place] = definition
      return
    }
    places[definition.name] = definitions.count
    definitions.append(definition)
    vocabulary.add(definition.name)
  }

  /// Changes the definition at a place.
  public mutating func update(_ place: Int, _ change: (inout Definition) -> Void) { change(&definitions[place]) }

  /// A word that formulas may use though it is no quantity: one of a choice.
  public mutating func add(word: String) { vocabulary.add(word) }

  /// Another word for a quantity.
  public mutating func add(alias: String, for name: String) { vocabulary.add(name, as: alias) }

  /// The place of a quantity by its canonical name.
  public func place(of name: String) -> Int? { places[name] }

  /// The quantity of a canonical name.
  public func definition(_ name: String) -> Definition? { places[name].map { definitions[$0] } }

  /// The place of a word among those of its choice, and the choice.
  public func choice(_ word: String) -> (index: Int, units: Units)? {
    for definition in definitions {
      if let index = definition.units.choices?.firstIndex(of: word) { return (index, definition.units) }
    }
    return nil
  }

  /// A formula with parameters.
  public struct Template: Sendable {
    public var parameters: [String]
    public var units: Units
    public var formula: Syntax
    public var source: Source

    public init(parameters: [String], units: Units, formula: Syntax, source: Source) {
      self.parameters = parameters
      self.units = units
      self.formula = formula
      self.source = source
    }
  }

  /// Lets a name with arguments in brackets stand for a formula.
  public mutating func add(template: Template, as name: String) {
    templates[name] = template
    add(words: [name] + template.parameters)
  }

  /// Words that formulas may use though they are no quantities.
  public mutating func add(words: [String]) { for word in words { vocabulary.add(word) } }

  // MARK: Axes and labels

  public func axis(named name: String) -> Int? { axes.firstIndex { $0.name == name } }

  /// Another way to write a label: `Aug` for `2026-08`.
  public mutating func add(alias: String, forLabel index: Int, ofAxis place: Int) {
    let folded = Schema.fold(alias)
    if labels[folded] == nil { labels[folded] = Checked.Selection(place: place, index: index) }
  }

  /// The axis and index of a label, whatever its case.
  public func label(_ text: String) -> Checked.Selection? { labels[Schema.fold(text)] }

  /// All label texts of some axes, for suggestions.
  public func labels(of set: AxisSet) -> [String] {
    set.places.flatMap { axes.indices.contains($0) ? axes[$0].labels : [] }
  }

  /// How many cells quantities over these axes have.
  public func shape(_ set: AxisSet) -> [Int] { set.places.map { axes[$0].labels.count } }

  public func cellCount(_ set: AxisSet) -> Int { shape(set).reduce(1, *) }

  /// The labels of a cell as an object from axis to label.
  public func labels(of cell: Int, over set: AxisSet) -> [(axis: String, label: String)] {
    let shape = shape(set)
    var rest = cell
    var result: [(String, String)] = []
    for (place, size) in zip(set.places, shape).reversed() {
      guard size > 0 else { continue }
      result.insert((axes[place].name, axes[place].labels[rest % size]), at: 0)
      rest /= size
    }
    return result
  }

  // MARK: Promises

  /// Lets a text in quotes stand for a quantity that is 1 where a promise is kept.
  public mutating func add(promise name: String, as place: Int) { promises[Schema.fold(name)] = place }

  /// Lets a promise be judged on what happened: the quantity says label by label whether it was kept.
  public mutating func add(outcomeOf name: String, as place: Int) { outcomes[Schema.fold(name)] = place }

  public func promise(_ name: String) -> Int? { promises[Schema.fold(name)] }

  /// What tells whether a promise was kept; nil where it has no test on what happened.
  public func outcome(of name: String) -> Int? { outcomes[Schema.fold(name)] }
  /// The promises' names, in the order of the agreement.
  public var promiseNames: [String] { promises.values.sorted().map { definitions[$0].title.description } }
}
