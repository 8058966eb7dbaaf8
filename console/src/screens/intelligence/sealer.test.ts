import { expect, test } from "vitest";
import { sealerName } from "./sealer";

test("the organisation stands for the whole", () => {
  expect(sealerName("CN=Notices,O=Example Telecom,C=JP")).toBe("Example Telecom");
  expect(sealerName("2.5.4.97=NTRJP-7000012050002+O=例示通信,C=JP")).toBe("例示通信");
});

test("what is escaped is part of the name", () => {
  expect(sealerName("CN=x,O=Example\\, Inc.\\+Sons,C=JP")).toBe("Example, Inc.+Sons");
  expect(sealerName("O=\\E7\\8B\\90\\E7\\81\\AB")).toBe("狐火");
  expect(sealerName("CN=a\\,O=not an organisation,C=JP")).toBe("CN=a\\,O=not an organisation,C=JP");
});

test("without an organisation the whole is shown", () => {
  expect(sealerName("CN=somebody")).toBe("CN=somebody");
  expect(sealerName("")).toBe("");
  expect(sealerName("O=")).toBe("O=");
  expect(sealerName("O=\\FF<img src=x>")).toBe("\uFFFD<img src=x>");
});
