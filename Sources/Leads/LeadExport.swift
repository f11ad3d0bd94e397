import Calc

/// A CRM export in the form of separated values.
struct LeadExport {
  var name: String
  var bytes: LeadBytes
  var profile: String?
  var deals: LeadSource.Deals?

  func read(_ terms: LeadTerms, _ progress: Progress) throws(Diagnostic) -> LeadLog {
    throw Diagnostic("\(name) cannot be read")
  }
}
