package dev.bzzz.git.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.PermanentException;
import dev.bzzz.git.http.FakeHost.Reply;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PagesTest {
  private static final HostRequest LIST = HostRequest.get("list", "things").query("state", "all");

  private final FakeHost host = FakeHost.start();
  private final HostClient client = HostClient.open(HostOptions.builder(host.url()).build());
  private final Pages pages = new Pages(client, "per_page", 20);

  @AfterEach
  void close() {
    client.close();
    host.close();
  }

  private List<Long> all() {
    return pages.all(LIST, PagesTest::number).items().stream().map(PagesTest::number).toList();
  }

  private static Long number(JsonNode item) {
    return item.path("n").asLong();
  }

  private static String json(LongStream numbers) {
    return numbers.mapToObj(n -> "{\"n\":" + n + "}").collect(Collectors.joining(",", "[", "]"));
  }

  private static int page(FakeHost.Asked asked) {
    Matcher page = Pattern.compile("[?&]page=(\\d+)").matcher(asked.path());
    return page.find() ? Integer.parseInt(page.group(1)) : 1;
  }

  private static Long[] upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toArray(Long[]::new);
  }

  @Test
  void linksAreFollowedToTheLastPage() {
    host.answers(
        asked -> {
          int page = page(asked);
          Reply reply = Reply.json(200, json(LongStream.rangeClosed(page * 20 - 19, page * 20)));
          String next = host.url() + "/things?state=all&page=" + (page + 1);
          return page == 3
              ? reply.with("Link", "<" + host.url() + ">; rel=\"first\"")
              : reply.with("Link", "<x>; rel=\"last\", <" + next + ">; rel=\"next\"");
        });

    assertThat(all()).containsExactly(upTo(60));
    assertThat(host.asked().get(0).path()).endsWith("/things?state=all&per_page=100");
    assertThat(host.asked()).hasSize(3);
  }

  @Test
  void withoutLinksPagesAreCountedUntilNothingIsNew() {
    host.answers(asked -> Reply.json(200, page(asked) > 3 ? "[]" : json(span(page(asked), 30))));
    assertThat(all()).containsExactly(upTo(90));
    assertThat(host.asked()).hasSize(4);

    host.asked().clear();
    host.answers(asked -> Reply.json(200, json(LongStream.rangeClosed(1, 30))));
    assertThat(all()).containsExactly(upTo(30)); // the page is ignored
    assertThat(host.asked()).hasSize(2);

    host.asked().clear();
    host.answers(asked -> Reply.json(200, json(LongStream.rangeClosed(1, 9))));
    assertThat(all()).containsExactly(upTo(9));
    assertThat(host.asked()).hasSize(1);

    host.asked().clear();
    host.answers(asked -> Reply.json(200, json(span(page(asked), 30))).with("X-Total-Count", 60));
    assertThat(all()).containsExactly(upTo(60));
    assertThat(host.asked()).hasSize(2);
  }

  private static LongStream span(int page, int size) {
    return LongStream.rangeClosed((page - 1L) * size + 1, (long) page * size);
  }

  @Test
  void whereTheEndIsNotToldPagesAreReadUntilNothingIsNew() {
    host.answers(
        asked ->
            page(asked) > 2
                ? Reply.json(200, "null") // an empty list, as programs in Go write it
                : Reply.json(200, json(span(page(asked), 30))).with("X-Total-Count", 30));

    assertThat(
            pages.untilNothingIsNew(LIST, PagesTest::number).items().stream()
                .map(PagesTest::number))
        .containsExactly(upTo(60));
    assertThat(host.asked()).hasSize(3);
  }

  @Test
  void whatMovesBetweenPagesIsListedOnce() {
    host.answers(
        asked ->
            Reply.json(
                200,
                switch (page(asked)) {
                  case 1 -> json(LongStream.rangeClosed(1, 20));
                  case 2 -> json(LongStream.rangeClosed(15, 34).map(n -> 49 - n));
                  default -> "[]";
                }));

    assertThat(all()).containsExactlyInAnyOrder(upTo(34));
  }

  @Test
  void aListThatNeverEndsIsRefused() {
    host.answers(asked -> Reply.json(200, json(span(page(asked), 30))));

    assertThatThrownBy(this::all)
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("more than 20 pages");
  }

  @Test
  void theNextPageIsAtTheSameHost() {
    host.answers(
        asked -> Reply.json(200, "[{\"n\":1}]").with("Link", "<https://evil/x>; rel=\"next\""));

    assertThatThrownBy(this::all)
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("another host, https://evil/x");
  }

  @Test
  void pagesAreCountedWhereTheHostCallsItselfByAnotherName() {
    host.answers(
        asked -> {
          Reply reply = Reply.json(200, json(span(page(asked), 30))).with("X-Total-Count", 60);
          return page(asked) == 1
              ? reply.with("Link", "<https://outer/x?page=2>; rel=\"next\"")
              : reply;
        });

    assertThat(all()).containsExactly(upTo(60));
    assertThat(host.asked()).hasSize(2);
  }

  @Test
  void whatIsNoListIsNamed() {
    host.answers(asked -> Reply.json(200, "{}"));

    assertThatThrownBy(this::all).hasMessageContaining("answered no list");
  }
}
