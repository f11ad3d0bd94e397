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

  /// What the rows of a file are, where there may be another beside it.
  enum Role: Sendable {
    /// Leads, and what became of them.
    case whole
    /// Leads, while another file tells what became of them.
    case leads
    /// The deals of another file's leads.
    case deals

    /// Whether a field is looked for. Of deals the date of creation only helps to tell in which order dates stand.
    fileprivate func wants(_ field: LeadField) -> Bool {
      switch self {
      case .whole: true
      case .leads: ![.customer, .closed, .revenue, .currency].contains(field)
      case .deals: [.id, .lead, .created, .customer, .closed, .revenue, .currency].contains(field)
      }
    }

    /// Whether a column that the agreement names may be missing, being meant for the other file.
    fileprivate func forgives(_ field: LeadField) -> Bool { self == .deals || field == .lead }
  }

  let headers: [String]
  let layout: String
  /// For each header the place its cell is wanted at, −1 where it is not.
  private(set) var places: [Int16]
  private(set) var cellCount = 0
  private(set) var uses: [LeadField: Use] = [:]
  private(set) var tierRules: [TierRule] = []
  let tiers: [String]
  /// Rows are the deals of a CRM.
  let isDeals: Bool
  /// What should be known before the figures are believed.
  private(set) var notes: [Phrase] = []
  let currency: AmountCurrency
  /// The header of the amounts says that they are in that currency.
  private(set) var saysOurs = false

  /// - Throws: that the layout is unknown or lacks a column, with the headers and the mapping to paste.
  /// - Parameters:
  ///   - key: the header of the column that names the lead, nil for what the layout has.
  ///   - role: what the rows are.
  init(
    _ headers: [String], profile named: String?, terms: LeadTerms, name: String, key: String? = nil,
    role: Role = .whole
  ) throws(Diagnostic) {
    self.headers = headers
    tiers = terms.tiers
    currency = AmountCurrency(terms)
    places = [Int16](repeating: -1, count: headers.count)
    let profile = try Self.profile(named, headers, role)
    layout = profile?.title ?? "the agreement's columns"
    isDeals = profile?.isDeals == true
    let folded = headers.map(CRMProfile.folded)
    let guess = LayoutGuess(headers: headers, tiers: tiers, name: name)
    for field in LeadField.allCases where role.wants(field) && (field != .tier || terms.mapping.tiers.isEmpty) {
      if let own = terms.mapping.columns[field] {
        if let column = folded.firstIndex(of: CRMProfile.folded(own.header)) {
          uses[field] = use(column, own, for: field)
          continue
        }
        guard role.forgives(field) else { throw guess.missing(own.header, for: field) }
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
    for rule in terms.mapping.tiers where role != .deals {
      guard let column = folded.firstIndex(of: CRMProfile.folded(rule.column.header)) else {
        throw guess.missing(rule.column.header, for: .tier)
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
      guard let column = folded.firstIndex(of: CRMProfile.folded(key)) else { throw guess.missing(key, for: .lead) }
      uses[.lead] = use(column, ColumnTest(headers[column]), for: .lead)
    }
    switch role {
    case .whole: break
    case .leads:
      if uses[.lead] == nil, uses[.id] == nil, uses[.created] != nil { throw guess.withoutId() }
    case .deals:
      // Where rows are not the CRM's own deals, their id is the lead's.
      if uses[.lead] == nil, profile?.isDeals != true { uses[.lead] = uses[.id] }
      guard uses[.lead] != nil, uses[.customer] != nil else {
        throw guess.unlinked(lacks: [.lead, .customer].filter { uses[$0] == nil })
      }
      return
    }
    guard uses[.created] != nil else {
      if named != nil, let profile { throw guess.misfit(profile) }
      throw guess.unknown()
    }
    if isDeals { notes.append("Each deal counts as a lead.") }
    if let customer = uses[.customer], profile?.customerIsConverted == true, terms.mapping.columns[.customer] == nil {
      notes.append("\(header(customer.cell)) counts as customer. For won deals: track LEADS with DEALS")
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

  /// The column of the cell at a place.
  func column(_ cell: Int) -> Int { places.firstIndex { Int($0) == cell } ?? 0 }

  /// The column in which a row says when it was created.
  var createdColumn: Int { uses[.created]?.header ?? 0 }

  private static func profile(
    _ named: String?, _ headers: [String], _ role: Role
  ) throws(Diagnostic) -> CRMProfile? {
    guard let named else {
      if let profile = CRMProfile.recognised(headers) { return profile }
      // What became of leads, by hand: lead_id, customer, closed_at, revenue.
      return role == .deals && headers.contains { CRMProfile.folded($0) == "lead id" } ? .pacto : nil
    }
    guard let profile = CRMProfile.standard.first(where: { $0.name == named.lowercased() }) else {
      let names = CRMProfile.standard.map(\.name)
      throw Diagnostic(
        "no layout is called \(named)", mark: CRMProfile.complaint,
        why: "Layouts are \(names.joined(separator: ", ")).",
        hint: Suggestion.best(for: named, among: names))
    }
    return profile
  }
}
