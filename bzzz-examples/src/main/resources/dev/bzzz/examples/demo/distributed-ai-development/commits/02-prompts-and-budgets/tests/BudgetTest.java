import swarm.Budget;

final class BudgetTest {
    static void register(Suite suite) {
        suite.test("budget-reserve", () -> {
            Budget budget = new Budget(1_000);
            Suite.isTrue(budget.reserve(600), "600 of 1000");
            Suite.isTrue(!budget.reserve(401), "401 of 400");
            Suite.isTrue(budget.reserve(400), "400 of 400");
        });

        suite.test("budget-settle", () -> {
            Budget budget = new Budget(1_000);
            budget.reserve(600);
            budget.settle(600, 450);
            Suite.equal(550L, budget.left(), "less was used");
            budget.reserve(500);
            budget.settle(500, 620);
            Suite.equal(-70L, budget.left(), "more was used");
            Suite.isTrue(!budget.reserve(1), "an overdrawn budget gives nothing");
        });
    }
}
