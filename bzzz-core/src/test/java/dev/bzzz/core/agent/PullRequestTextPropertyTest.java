package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.testkit.SampleWork;
import dev.bzzz.core.testkit.TestAgents;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PullRequestTextPropertyTest {
  private static final Pattern MARKUP =
      Pattern.compile("(?i)<!--|</?(pre|details|table|script|textarea|svg)(\\s|/|>|\\z)");

  @Property(tries = 300)
  void whateverASummaryLeavesOpenOursIsShownAsItIs(@ForAll("summaries") String summary) {
    String ours = body("");
    String body = body(summary);

    assertThat(body).startsWith(ours).contains("\n| after | passed |\n\nDone by agent alice");
    assertThat(MARKUP.matcher(body).find()).isFalse();
  }

  @Provide
  Arbitrary<String> summaries() {
    return Arbitraries.of(
            "<pre>",
            "<PRE\n",
            "</table>",
            "<details",
            "<textarea>",
            "<script ",
            "<svg/>",
            "<",
            "pre",
            "!--",
            "-->",
            "```",
            "~~~~",
            "- ",
            "> ",
            "`",
            "\\",
            "\n",
            " ",
            "a")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  private static String body(String summary) {
    return PullRequestText.byHolder(
            SampleWork.task(),
            new WorkResult.Succeeded(
                "a".repeat(40),
                "Title",
                summary,
                new TestEvidence(TestEvidence.Outcome.FAILED, TestEvidence.Outcome.PASSED)),
            new AgentProfile(TestAgents.agent(1).id(), "alice", List.of()))
        .body();
  }
}
