# Values as derived by the analysis: the rules stand in docs/methods.md, the reasons beside them.
derived <- table_of("analysis")
derived <- derived[match(people$person, derived$person), ]
