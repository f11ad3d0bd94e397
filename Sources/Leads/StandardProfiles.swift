// The layouts of the CRMs in use, as their own screens export them. Labels vary between editions, so that a signature
// is only what tells one layout from the others, and a field may have several columns.

extension CRMProfile {
  /// All that are recognised by their headers; of two with as long a signature the later.
  public static let standard: [CRMProfile] = [
    pacto, hubSpotContacts, hubSpotDeals, salesforceLeads, salesforceOpportunities, salesforceAPILeads,
    salesforceAPIOpportunities, pipedrive, zoho
  ]

  /// Pacto's own, for whoever writes an export by hand.
  static let pacto = CRMProfile(
    "pacto", "Pacto's own", signature: ["lead_id", "created_at"],
    columns: [
      .id: [ColumnTest("lead_id")], .created: [ColumnTest("created_at")], .tier: [ColumnTest("tier")],
      .source: [ColumnTest("source")], .firstFollowUp: [ColumnTest("first_followup_at")],
      .attempts: [ColumnTest("attempts")], .connected: [ColumnTest("connected")],
      .customer: [ColumnTest("customer")], .closed: [ColumnTest("closed_at")], .revenue: [ColumnTest("revenue")],
      .currency: [ColumnTest("currency")]
    ])

  static let hubSpotContacts = CRMProfile(
    "hubspot", "HubSpot contacts", signature: ["Create Date", "Lifecycle Stage"],
    columns: [
      .id: [ColumnTest("Record ID"), ColumnTest("Contact ID")],
      .created: [ColumnTest("Create Date")],
      .tier: [ColumnTest("Seniority")],
      .source: [ColumnTest("Original Source")],
      .firstFollowUp: [ColumnTest("Date of first engagement")],
      .responseTime: [ColumnTest("Lead response time"), ColumnTest("Time to engage contact")],
      .attempts: [ColumnTest("Number of times contacted"), ColumnTest("Number of Sales Activities")],
      .connected: [ColumnTest("Lead Status", .equals(["Connected", "Open Deal"]))],
      .customer: [ColumnTest("Lifecycle Stage", .equals(["Customer", "Evangelist"]))],
      .closed: [ColumnTest("Close Date"), ColumnTest("Became a Customer Date")],
      .revenue: [ColumnTest("Total Revenue"), ColumnTest("Recent Deal Amount")],
      .lastActivity: [ColumnTest("Last Activity Date"), ColumnTest("Last Contacted")]
    ])

  static let hubSpotDeals = CRMProfile(
    "hubspot-deals", "HubSpot deals", signature: ["Deal Name", "Deal Stage", "Create Date"], isDeals: true,
    columns: [
      .id: [ColumnTest("Record ID"), ColumnTest("Deal ID")],
      .lead: [ColumnTest("Associated Contact IDs"), ColumnTest("Associated Contact ID"), ColumnTest("Contact ID")],
      .created: [ColumnTest("Create Date")],
      .source: [ColumnTest("Original Source Type"), ColumnTest("Original Source")],
      .attempts: [ColumnTest("Number of Sales Activities")],
      .customer: [ColumnTest("Deal Stage", .contains(["closed won", "closedwon"]))],
      .closed: [ColumnTest("Close Date")],
      .revenue: [ColumnTest("Amount in company currency"), ColumnTest("Amount")],
      .currency: [ColumnTest("Currency")]
    ])

  static let salesforceLeads = CRMProfile(
    "salesforce", "Salesforce lead report", signature: ["Lead Owner", "Created Date", "Converted"],
    columns: [
      .id: [ColumnTest("Lead ID")],
      .created: [ColumnTest("Created Date")],
      .source: [ColumnTest("Lead Source")],
      .firstFollowUp: [ColumnTest("First Call"), ColumnTest("First Activity")],
      .customer: [ColumnTest("Converted")],
      .closed: [ColumnTest("Converted Date")],
      .lastActivity: [ColumnTest("Last Activity")]
    ])

  static let salesforceOpportunities = CRMProfile(
    "salesforce-opportunities", "Salesforce opportunity report",
    signature: ["Opportunity Name", "Stage", "Close Date"], isDeals: true,
    columns: [
      .id: [ColumnTest("Opportunity ID")],
      .lead: [ColumnTest("Lead ID")],
      .created: [ColumnTest("Created Date")],
      .source: [ColumnTest("Lead Source")],
      .customer: [ColumnTest("Won"), ColumnTest("Stage", .equals(["Closed Won"]))],
      .closed: [ColumnTest("Close Date")],
      .revenue: [ColumnTest("Amount")],
      .currency: [ColumnTest("Amount Currency")]
    ])

  static let salesforceAPILeads = CRMProfile(
    "salesforce-api", "Salesforce leads by Data Loader", signature: ["Id", "CreatedDate", "IsConverted"],
    columns: [
      .id: [ColumnTest("Id")],
      .created: [ColumnTest("CreatedDate")],
      .source: [ColumnTest("LeadSource")],
      .firstFollowUp: [ColumnTest("FirstCallDateTime"), ColumnTest("FirstEmailDateTime")],
      .customer: [ColumnTest("IsConverted")],
      .closed: [ColumnTest("ConvertedDate")],
      .lastActivity: [ColumnTest("LastActivityDate")]
    ])

  static let salesforceAPIOpportunities = CRMProfile(
    "salesforce-api-opportunities", "Salesforce opportunities by Data Loader",
    signature: ["Id", "StageName", "CloseDate"], isDeals: true,
    columns: [
      .id: [ColumnTest("Id")],
      .lead: [ColumnTest("LeadId"), ColumnTest("ConvertedLeadId")],
      .created: [ColumnTest("CreatedDate")],
      .source: [ColumnTest("LeadSource")],
      .firstFollowUp: [ColumnTest("FirstCallDateTime")],
      .customer: [ColumnTest("IsWon"), ColumnTest("StageName", .equals(["Closed Won"]))],
      .closed: [ColumnTest("CloseDate")],
      .revenue: [ColumnTest("Amount")],
      .currency: [ColumnTest("CurrencyIsoCode")]
    ])

  static let pipedrive = CRMProfile(
    "pipedrive", "Pipedrive deals", signature: ["Deal - ID", "Deal - Status"], isDeals: true,
    columns: [
      .id: [ColumnTest("Deal - ID")],
      .created: [ColumnTest("Deal - Deal created"), ColumnTest("Deal - Deal created on")],
      .tier: [ColumnTest("Person - Seniority"), ColumnTest("Deal - Seniority")],
      .source: [ColumnTest("Deal - Source"), ColumnTest("Deal - Source channel")],
      .attempts: [ColumnTest("Deal - Total activities")],
      .customer: [ColumnTest("Deal - Status", .equals(["won"]))],
      .closed: [ColumnTest("Deal - Won time"), ColumnTest("Deal - Deal closed on")],
      .revenue: [ColumnTest("Deal - Value"), ColumnTest("Deal - Deal value")],
      .currency: [ColumnTest("Deal - Currency of Value"), ColumnTest("Deal - Currency")],
      .lastActivity: [ColumnTest("Deal - Last activity date")]
    ])

  static let zoho = CRMProfile(
    "zoho", "Zoho CRM leads", signature: ["Record Id", "Is Converted", "Created Time"],
    columns: [
      .id: [ColumnTest("Record Id")],
      .created: [ColumnTest("Created Time")],
      .source: [ColumnTest("Lead Source")],
      .connected: [ColumnTest("Lead Status", .equals(["Contacted"]))],
      .customer: [ColumnTest("Is Converted")],
      .closed: [ColumnTest("Converted Date Time")],
      .lastActivity: [ColumnTest("Last Activity Time")]
    ])
}
