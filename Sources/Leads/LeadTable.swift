import CSQLite
import Calc

/// A table of leads in an SQLite database.
struct LeadTable {
  var path: String
  var table: String
  var profile: String?

  func read(_ terms: LeadTerms, _ progress: Progress) throws(Diagnostic) -> LeadLog {
    throw Diagnostic("\(path) cannot be read")
  }
}
