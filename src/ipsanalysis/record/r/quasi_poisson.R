# People without a period observed have no rate.
observed <- exposure[keep]
exposed <- observed > 0
counted <- y[exposed]
offset_log <- log(observed[exposed])
own <- arm[exposed]
tight <- glm.control(epsilon = 1e-14, maxit = 100)
if (measure == "rate_ratio") {
  fit <- glm(counted ~ own + offset(offset_log), family = quasipoisson, control = tight)
  row <- summary(fit)$coefficients["ownTRUE", ]
} else {
  arm_name <- ifelse(own, "active", "control")
  fit <- glm(counted ~ 0 + arm_name + offset(offset_log), family = quasipoisson, control = tight)
  wanted <- if (active_arm %in% arms) "arm_nameactive" else "arm_namecontrol"
  row <- summary(fit)$coefficients[wanted, ]
}
half <- qt((1 + level) / 2, fit$df.residual) * row[[2]]
result <- c(
  estimate = exp(row[[1]]), std_error = row[[2]],
  ci_low = exp(row[[1]] - half), ci_high = exp(row[[1]] + half)
)
if (measure == "rate_ratio") result["p_value"] <- row[[4]]
