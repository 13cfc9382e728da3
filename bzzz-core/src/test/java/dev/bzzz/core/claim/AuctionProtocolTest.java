package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.message.Message.OpenBid;
import dev.bzzz.core.message.Message.SealedBid;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.ClaimProtocolContract;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuctionProtocolTest extends ClaimProtocolContract {
  private static final TaskId TASK =
      new TaskId(new RepositoryId("00112233445566778899aabbccddeeff"), 7);
  private static final AgentId ALICE = TestAgents.agent(1).id();
  private static final AgentId BOB = TestAgents.agent(2).id();
  private static final Duration WINDOW = Duration.ofMillis(100);
  private static final Instant OPENED = Instant.parse("2026-01-02T03:04:05Z");

  private final Bids bids = new Bids(TASK, 1, WINDOW, OPENED);

  @Override
  protected ClaimProtocol protocol() {
    return new AuctionProtocol();
  }

  private static OpenBid bid(long score, long price) {
    return new OpenBid(TASK, 1, score, price, "5a".repeat(16));
  }

  private void seal(AgentId peer, OpenBid bid, long atMillis) {
    SealedBid sealed = new SealedBid(TASK, 1, bid.commit(peer));
    bids.seal(peer, sealed, OPENED.plusMillis(atMillis));
  }

  private void open(AgentId peer, OpenBid bid, long atMillis) {
    bids.open(peer, bid, OPENED.plusMillis(atMillis));
  }

  private List<AgentId> order(long lambda) {
    return bids.ranked(peer -> 500, lambda).stream().map(Bids.Bid::peer).toList();
  }

  @Test
  void theSealIsTheHashOfDomainAndCanonicalJson() {
    assertThat(bid(6_400_000, 250).commit(ALICE))
        .isEqualTo("10db9fc92eb8b92431ec4d9a586bd98135e4dfe773fb78ca266767ef59b5353d");
  }

  @Test
  void theBestBidComesFirstAndThePriceCounts() {
    seal(ALICE, bid(5_000_000, 2_000), 0);
    seal(BOB, bid(4_000_000, 500), 50);
    open(ALICE, bid(5_000_000, 2_000), 110);
    open(BOB, bid(4_000_000, 500), 120);

    assertThat(order(1)).containsExactly(ALICE, BOB);
    assertThat(order(1_000)).containsExactly(BOB, ALICE);
  }

  @Test
  void reputationCountsByTheReceiversLedger() {
    seal(ALICE, bid(5_000_000, 0), 0);
    seal(BOB, bid(5_000_000, 0), 0);
    open(ALICE, bid(5_000_000, 0), 110);
    open(BOB, bid(5_000_000, 0), 110);

    assertThat(bids.ranked(peer -> peer.equals(BOB) ? 900 : 100, 1).get(0).peer()).isEqualTo(BOB);
  }

  @Test
  void aBidThatWasNotSealedInTimeOrOpensToAnotherOrTooLateDoesNotCount() {
    open(ALICE, bid(8_000_000, 0), 150); // never sealed
    seal(ALICE, bid(8_000_000, 0), 101); // too late
    open(ALICE, bid(8_000_000, 0), 150);
    seal(BOB, bid(1, 0), 10);
    seal(BOB, bid(8_000_000, 0), 20); // the first counts
    open(BOB, bid(8_000_000, 0), 150);
    open(BOB, bid(1, 0), 201); // too late

    assertThat(order(1)).isEmpty();
  }

  @Test
  void anothersSealOpensNothing() {
    SealedBid copied = new SealedBid(TASK, 1, bid(7, 0).commit(ALICE));
    bids.seal(BOB, copied, OPENED);

    open(BOB, bid(7, 0), 150);

    assertThat(order(1)).isEmpty();
  }

  @Test
  void theEvidenceHoldsAllBidsAndTheSecondPrice() {
    seal(ALICE, bid(5_000_000, 100), 0);
    seal(BOB, bid(4_000_000, 100), 0);
    open(ALICE, bid(5_000_000, 100), 110);
    open(BOB, bid(4_000_000, 100), 110);

    JsonNode auction =
        bids.evidence(bids.ranked(peer -> 500, 1_000), 1_000).orElseThrow().get("auction");

    assertThat(auction.get("bids")).hasSize(2);
    assertThat(auction.get("bids").get(0).get("peer").textValue()).isEqualTo(ALICE.value());
    assertThat(auction.get("secondPrice").longValue()).isEqualTo(1_100);
  }

  @Test
  void aRoundHasABoundedNumberOfBidders() {
    for (int i = 1; i <= Bids.MAX_BIDDERS + 4; i++) {
      AgentId peer = TestAgents.agent(i).id();
      seal(peer, bid(i, 0), 0);
      open(peer, bid(i, 0), 110);
    }

    assertThat(order(1)).hasSize(Bids.MAX_BIDDERS);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new AuctionProtocol(Duration.ZERO, 1, (task, skills) -> 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AuctionProtocol(WINDOW, -1, (task, skills) -> 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
