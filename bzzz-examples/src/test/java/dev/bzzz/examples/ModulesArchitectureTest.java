package dev.bzzz.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rules between the modules. */
class ModulesArchitectureTest {
  /** Each rule is a test, on its own and among the others rather than after them. */
  @TestFactory
  Stream<DynamicTest> everyRuleHolds() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new WithoutTestKit())
            .importPackages("dev.bzzz");
    return Stream.of(ModulesArchitectureTest.class.getDeclaredFields())
        .filter(field -> field.getType().equals(ArchRule.class))
        .map(
            field ->
                DynamicTest.dynamicTest(
                    field.getName(), () -> ((ArchRule) field.get(null)).check(classes)));
  }

  /** The test kit is a jar of tests and may use what tests use. */
  static final class WithoutTestKit implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/testkit/");
    }
  }

  private static final String CORE = "dev.bzzz.core..";
  private static final String P2P = "dev.bzzz.p2p..";
  private static final String GIT = "dev.bzzz.git..";
  private static final String LLM = "dev.bzzz.llm..";
  private static final String EXAMPLES = "dev.bzzz.examples..";
  private static final String SIBLINGS = "the libraries are used one without the others";

  static final ArchRule theCoreKnowsNoOtherModule =
      apart(CORE, P2P, GIT, LLM, EXAMPLES).because("everything else is built on the core");

  static final ArchRule p2pStandsAlone = apart(P2P, GIT, LLM, EXAMPLES).because(SIBLINGS);

  static final ArchRule gitStandsAlone = apart(GIT, P2P, LLM, EXAMPLES).because(SIBLINGS);

  static final ArchRule llmStandsAlone = apart(LLM, P2P, GIT, EXAMPLES).because(SIBLINGS);

  static final ArchRule jgitStaysInItsPackages =
      confined(
              "org.eclipse.jgit..",
              "dev.bzzz.git.local..",
              "dev.bzzz.git.ledger..",
              "dev.bzzz.git.work..",
              "dev.bzzz.git.server..")
          .because("clients of forges speak HTTP and need no git");

  static final ArchRule ollama4jStaysInItsPackage =
      confined("io.github.ollama4j..", "dev.bzzz.llm.ollama..")
          .because("one backend among others must not shape them");

  static final ArchRule nettyStaysAtTheEdgeOfTheMesh =
      confined("io.netty..", "dev.bzzz.p2p.net..", "dev.bzzz.p2p.discovery..")
          .because("protocols are machines: bytes in, bytes out");

  static final ArchRule theCommandLineStaysInTheExamples =
      confined("picocli..", EXAMPLES).because("libraries have no command line");

  static final ArchRule yamlStaysInTheExamples =
      confined("org.yaml..", EXAMPLES).because("only the reference agent reads bzzz.yaml");

  static final ArchRule loggingHasItsBackendInTheExamples =
      confined("ch.qos.logback..", EXAMPLES).because("who embeds a library chooses the backend");

  static final ArchRule librariesDoNotWriteToStandardStreams =
      noClasses()
          .that()
          .resideInAnyPackage(CORE, P2P, GIT, LLM)
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
          .because("standard output belongs to the program that embeds us");

  static final ArchRule timesAreInstants =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(java.util.Calendar.class, java.text.SimpleDateFormat.class)
          .because("java.time says which kind of time is meant");

  private static ArchRule apart(String module, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .allowEmptyShould(true);
  }

  /** Only these packages use the library. */
  private static ArchRule confined(String library, String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }
}
