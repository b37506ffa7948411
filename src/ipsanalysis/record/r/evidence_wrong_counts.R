# Wrong on purpose: totals are taken as people without the event.
n1i <- n1i + ai
n2i <- n2i + ci
