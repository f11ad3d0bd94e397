// What is wanted of a row: which of its cells, for what, and by which test. Made once from the headers, the layout and
// what the agreement says.

import Calc

/// Which columns a reader needs, and what each is.
struct RowPlan: Sendable {
  /// A wanted cell and what it is tested for.
  struct Use: Sendable {
    /// Its place among the wanted cells; −1 where nothing but its name is told.
    var cell: Int
    /// Its place among the headers.
    var header: Int
    var column: ColumnTest
  }

  /// Makes a lead one of a tier.
  struct TierRule: Sendable {
    var use: Use
    /// The tier's place; nil where the cell names it.
    var tier: Int?
  }

  let headers: [String]
  let layout: String
  /// For each header the place its cell is wanted at, −1 where it is not.
  private(set) var places: [Int16]
  private(set) var cellCount = 0
  private(set) var uses: [LeadField: Use] = [:]
  private(set) var tierRules: [TierRule] = []
  let tiers: [String]
  let currency: AmountCurrency
  /// The header of the amounts says that they are in that currency.
  private(set) var saysOurs = false

  /// - Throws: that the layout is unknown or lacks a column, with the headers and the mapping to paste.
  /// - Parameters:
  ///   - key: the header of the column that names the lead, nil for what the layout has.
  ///   - isForDeals: rows are the deals of another file's leads.
  init(
    _ headers: [String], profile named: String?, terms: LeadTerms, name: String, key: String? = nil,
    isForDeals: Bool = false
  ) throws(Diagnostic) {
    self.headers = headers
    tiers = terms.tiers
    currency = AmountCurrency(terms)
    places = [Int16](repeating: -1, count: headers.count)
    let profile = try Self.profile(named, headers, terms.mapping, name)
    layout = profile?.title ?? "the agreement's columns"
    let folded = headers.map(CRMProfile.folded)
    for field in LeadField.allCases where field != .tier || terms.mapping.tiers.isEmpty {
      if let own = terms.mapping.columns[field] {
        guard let column = folded.firstIndex(of: CRMProfile.folded(own.header)) else {
          throw Self.missing(own.header, for: field, headers, name)
        }
        uses[field] = use(column, own, for: field)
        continue
      }
      for known in profile?.columns[field] ?? [] {
        guard let column = folded.firstIndex(of: CRMProfile.folded(known.header)) else { continue }
        uses[field] = use(column, known, for: field)
        break
      }
    }
    if let amounts = uses[.revenue] {
      let header = headers[amounts.header]
      try currency.check(header: header, of: name)
      saysOurs = currency.said(byHeader: header) == .ours
      // HubSpot has a column of its own for what it has converted; the currency beside it is the other one's.
      if CRMProfile.folded(header).contains("company currency") { uses[.currency] = nil }
    }
    for rule in terms.mapping.tiers {
      guard let column = folded.firstIndex(of: CRMProfile.folded(rule.column.header)) else {
        throw Self.missing(rule.column.header, for: .tier, headers, name)
      }
      guard let tier = tiers.firstIndex(of: rule.tier) else {
        throw Diagnostic(
          "\(rule.tier) is no tier of the agreement", why: "Its tiers are \(tiers.joined(separator: ", ")).",
          hint: Suggestion.best(for: rule.tier, among: tiers))
      }
      tierRules.append(TierRule(use: use(column, rule.column), tier: tier))
    }
    if let use = uses[.tier], tiers.count > 1 { tierRules = [TierRule(use: use, tier: nil)] }
    if let key {
      guard let column = folded.firstIndex(of: CRMProfile.folded(key)) else {
        throw Self.missing(key, for: .lead, headers, name)
      }
      uses[.lead] = use(column, ColumnTest(headers[column]), for: .lead)
    }
    if isForDeals, profile == nil || uses[.customer] == nil || uses[.lead] == nil {
      throw Diagnostic(
        "\(name) does not say which lead a deal belongs to, or which deals are won",
        why: "Its columns are \(Self.listed(headers)).", "Name the column that holds the lead's id.")
    }
    guard isForDeals || uses[.created] != nil else {
      if named != nil, let profile { throw Self.misfit(profile, headers, name) }
      throw Self.unknown(headers, name)
    }
  }

  private mutating func use(_ column: Int, _ test: ColumnTest, for field: LeadField = .tier) -> Use {
    // Sources are not counted: they need not be cut out of every row.
    if field == .source { return Use(cell: -1, header: column, column: test) }
    if places[column] < 0 {
      places[column] = Int16(cellCount)
      cellCount += 1
    }
    return Use(cell: Int(places[column]), header: column, column: test)
  }

  /// The places of the headers that something is made of.
  var used: Set<Int> { Set(uses.values.map(\.header) + tierRules.map(\.use.header)) }

  /// The header whose cell stands at a place.
  func header(_ cell: Int) -> String { places.firstIndex { Int($0) == cell }.map { headers[$0] } ?? "" }

  /// The column in which a row says when it was created.
  var createdColumn: Int { uses[.created]?.header ?? 0 }

  private static func profile(
    _ named: String?, _ headers: [String], _ mapping: LeadMapping, _ name: String
  ) throws(Diagnostic) -> CRMProfile? {
    guard let named else { return CRMProfile.recognised(headers) }
    guard let profile = CRMProfile.standard.first(where: { $0.name == named.lowercased() }) else {
      let names = CRMProfile.standard.map(\.name)
      throw Diagnostic(
        "no layout is called \(named)", mark: CRMProfile.complaint,
        why: "Layouts are \(names.joined(separator: ", ")).",
        hint: Suggestion.best(for: named, among: names))
    }
    return profile
  }

  // MARK: - What to say of headers that nobody knows

  private static func missing(_ header: String, for field: LeadField, _ headers: [String], _ name: String) -> Diagnostic
  {
    Diagnostic(
      "\(name) has no column \(header), which the agreement names for \(field.rawValue)",
      why: "Its columns are \(listed(headers)).", hint: Suggestion.best(for: header, among: headers))
  }

  /// That a file has not the columns of the layout it was to be read with.
  private static func misfit(_ profile: CRMProfile, _ headers: [String], _ name: String) -> Diagnostic {
    let known = Set(headers.map(CRMProfile.folded))
    var lacking = profile.signature.filter { !known.contains(CRMProfile.folded($0)) }
    let created = (profile.columns[.created] ?? []).map(\.header)
    if !created.contains(where: lacking.contains) { lacking.append(created.joined(separator: " or ")) }
    return Diagnostic(
      "\(name) does not fit the layout \(profile.name) (\(profile.title))", mark: CRMProfile.complaint,
      why: "It lacks \(lacking.joined(separator: ", ")).", "Its columns are \(listed(headers)).",
      hint: CRMProfile.recognised(headers)?.name)
  }

  private static func unknown(_ headers: [String], _ name: String) -> Diagnostic {
    let guesses = LeadField.allCases.compactMap { field in guess(field, headers).map { (field, $0) } }
    let pasted = guesses.map { "\($0.rawValue): \(quoted($1))" }.joined(separator: ", ")
    return Diagnostic(
      "\(name) is no export that Pacto recognises",
      why: "Its columns are \(listed(headers)).",
      guesses.contains { $0.0 == .created }
        ? "This is a guess; put it into the agreement, corrected."
        : "Say in the agreement which column is what; created_at is needed.",
      hint: "tracking: {columns: {\(pasted.isEmpty ? "created_at: COLUMN" : pasted)}}")
  }

  /// A header as a value of YAML's short form.
  private static func quoted(_ header: String) -> String {
    let isPlain =
      !header.isEmpty
      && header.utf8.allSatisfy { byte in
        byte >= 0x80 || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "_") || byte &- 48 <= 9
          || (byte | 0x20) &- 97 < 26
      }
    return isPlain ? header : "\"\(header.replacing("\\", by: "/").replacing("\"", by: "'"))\""
  }

  private static func listed(_ headers: [String]) -> String {
    let shown = headers.prefix(40).map { $0.isEmpty ? "(no name)" : String($0.prefix(40)) }
    return shown.joined(separator: ", ") + (headers.count > 40 ? " and \(headers.count - 40) more" : "")
  }

  private static func guess(_ field: LeadField, _ headers: [String]) -> String? {
    guard let words = words[field] else { return nil }
    for word in words {
      if let header = headers.first(where: { CRMProfile.folded($0).contains(word) }) { return header }
    }
    return nil
  }

  private static let words: [LeadField: [String]] = [
    .created: ["created", "create date", "creation", "first contact", "received", "fecha", "data de cria", "date"],
    .tier: ["seniority", "tier", "job title", "title", "cargo"],
    .firstFollowUp: ["first follow", "first call", "first response", "first touch", "contacted"],
    .attempts: ["attempts", "calls", "touches"],
    .customer: ["customer", "won", "is converted", "cliente"],
    .closed: ["closed", "close date", "won date", "cierre"],
    .revenue: ["revenue", "amount", "value", "importe", "valor"]
  ]
}
