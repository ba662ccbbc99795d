/** The fields of each product's own layout, written down by hand from its documentation. */

/**
 * Fields of Account in the order of the query that Data Loader ran: developer.salesforce.com, Object Reference,
 * Account; a parent's field is headed Relationship.Field, and a custom one ends in __c.
 */
export const salesforceAccount: readonly string[] = [
  ...["Id", "IsDeleted", "MasterRecordId", "Name", "Type", "ParentId", "BillingStreet", "BillingCountry"],
  ...["Website", "Industry", "NumberOfEmployees", "AccountNumber", "OwnerId", "Owner.Name", "CreatedDate"],
  ...["LastModifiedDate", "SystemModstamp", "Customer_Since__c"],
];

/** What Stripe always gives, and all that it may give: stripe/openapi, API version 2023-08-16. */
interface Fields {
  readonly always: readonly string[];
  readonly maybe: readonly string[];
}

export const stripeCustomer: Fields = {
  always: ["id", "object", "created", "livemode"],
  maybe: [
    ...[
      "address",
      "balance",
      "cash_balance",
      "currency",
      "default_source",
      "delinquent",
      "description",
      "discount",
    ],
    ...["email", "invoice_credit_balance", "invoice_prefix", "invoice_settings", "metadata", "name"],
    ...["next_invoice_sequence", "phone", "preferred_locales", "shipping", "sources", "subscriptions", "tax"],
    ...["tax_exempt", "tax_ids", "test_clock"],
  ],
};

export const stripeSubscription: Fields = {
  always: [
    ...["id", "object", "automatic_tax", "billing_cycle_anchor", "cancel_at_period_end", "collection_method"],
    ...["created", "currency", "current_period_end", "current_period_start", "customer", "items", "livemode"],
    ...["metadata", "start_date", "status"],
  ],
  maybe: [
    ...["application", "application_fee_percent", "billing_thresholds", "cancel_at", "canceled_at"],
    ...[
      "cancellation_details",
      "days_until_due",
      "default_payment_method",
      "default_source",
      "default_tax_rates",
    ],
    ...["description", "discount", "ended_at", "latest_invoice", "next_pending_invoice_item_invoice"],
    ...["on_behalf_of", "pause_collection", "payment_settings", "pending_invoice_item_interval"],
    ...["pending_setup_intent", "pending_update", "schedule", "test_clock", "transfer_data", "trial_end"],
    ...["trial_settings", "trial_start"],
  ],
};

export const stripeItem: Fields = {
  always: ["id", "object", "created", "metadata", "price", "subscription"],
  maybe: ["billing_thresholds", "quantity", "tax_rates"],
};

export const stripePrice: Fields = {
  always: [
    ...[
      "id",
      "object",
      "active",
      "billing_scheme",
      "created",
      "currency",
      "livemode",
      "metadata",
      "product",
      "type",
    ],
  ],
  maybe: [
    ...[
      "currency_options",
      "custom_unit_amount",
      "lookup_key",
      "nickname",
      "recurring",
      "tax_behavior",
      "tiers",
    ],
    ...["tiers_mode", "transform_quantity", "unit_amount", "unit_amount_decimal"],
  ],
};

export const stripeInvoice: Fields = {
  always: [
    ...[
      "object",
      "amount_due",
      "amount_paid",
      "amount_remaining",
      "amount_shipping",
      "attempt_count",
      "attempted",
    ],
    ...[
      "automatic_tax",
      "collection_method",
      "created",
      "currency",
      "default_tax_rates",
      "lines",
      "livemode",
      "paid",
    ],
    ...[
      "paid_out_of_band",
      "payment_settings",
      "period_end",
      "period_start",
      "post_payment_credit_notes_amount",
    ],
    ...["pre_payment_credit_notes_amount", "starting_balance", "status_transitions", "subtotal", "total"],
    "total_tax_amounts",
  ],
  maybe: [
    ...["id", "account_country", "account_name", "account_tax_ids", "application", "application_fee_amount"],
    ...["auto_advance", "billing_reason", "charge", "custom_fields", "customer", "customer_address"],
    ...["customer_email", "customer_name", "customer_phone", "customer_shipping", "customer_tax_exempt"],
    ...[
      "customer_tax_ids",
      "default_payment_method",
      "default_source",
      "description",
      "discount",
      "discounts",
    ],
    ...["due_date", "effective_at", "ending_balance", "footer", "from_invoice", "hosted_invoice_url"],
    ...[
      "invoice_pdf",
      "last_finalization_error",
      "latest_revision",
      "metadata",
      "next_payment_attempt",
      "number",
    ],
    ...["on_behalf_of", "payment_intent", "quote", "receipt_number", "rendering_options", "shipping_cost"],
    ...["shipping_details", "statement_descriptor", "status", "subscription", "subscription_details"],
    ...["subscription_proration_date", "subtotal_excluding_tax", "tax", "test_clock", "threshold_reason"],
    ...["total_discount_amounts", "total_excluding_tax", "transfer_data", "webhooks_delivered_at"],
  ],
};

/** developer.zendesk.com, Incremental Exports, tickets: those of the Tickets page, and generated_timestamp. */
export const zendeskTicket: readonly string[] = [
  ...[
    "url",
    "id",
    "external_id",
    "via",
    "created_at",
    "updated_at",
    "generated_timestamp",
    "type",
    "subject",
  ],
  ...["raw_subject", "description", "priority", "status", "recipient", "requester_id", "submitter_id"],
  ...["assignee_id", "organization_id", "group_id", "collaborator_ids", "follower_ids", "email_cc_ids"],
  ...["forum_topic_id", "problem_id", "has_incidents", "is_public", "due_at", "tags", "custom_fields"],
  ...[
    "satisfaction_rating",
    "sharing_agreement_ids",
    "custom_status_id",
    "fields",
    "followup_ids",
    "brand_id",
  ],
  ...["allow_channelback", "allow_attachments", "from_messaging_channel"],
];

/** developer.zendesk.com, Ticket Metrics. */
export const zendeskTicketMetric: readonly string[] = [
  ...["url", "id", "ticket_id", "created_at", "updated_at", "group_stations", "assignee_stations", "reopens"],
  ...["replies", "assignee_updated_at", "requester_updated_at", "status_updated_at", "initially_assigned_at"],
  ...["assigned_at", "solved_at", "latest_comment_added_at", "first_resolution_time_in_minutes"],
  ...["reply_time_in_minutes", "full_resolution_time_in_minutes", "agent_wait_time_in_minutes"],
  ...["requester_wait_time_in_minutes", "on_hold_time_in_minutes", "custom_status_updated_at"],
];

/** developer.zendesk.com, Organizations. */
export const zendeskOrganization: readonly string[] = [
  ...["url", "id", "name", "shared_tickets", "shared_comments", "external_id", "created_at", "updated_at"],
  ...["domain_names", "details", "notes", "group_id", "tags", "organization_fields", "deleted_at"],
];

/** PostHog/posthog, the default fields of batch exports to S3; posthog.com/docs, Batch exports, S3. */
export const posthogEvent: readonly string[] = [
  ...[
    "uuid",
    "event",
    "distinct_id",
    "person_id",
    "properties",
    "person_properties",
    "timestamp",
    "created_at",
  ],
  "elements_chain",
];

/**
 * delighted.com/docs/api, Listing survey responses, with the person in each: a column for each field that is not a
 * list, with a dot for each level, and one for the tags.
 */
export const delightedResponse: readonly string[] = [
  ...["id", "person.id", "person.email", "person.name", "survey_type", "score", "comment", "permalink"],
  ...[
    "created_at",
    "updated_at",
    "person_properties.salesforce_account_id",
    "person_properties.role",
    "tags",
  ],
];
