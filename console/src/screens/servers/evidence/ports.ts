// What usually listens on a port, as far as a sentence needs it: the lists of src/detect/c2/ports.cpp,
// against which the test holds them.
export const kSecondWeb: readonly number[] = [8000, 8008, 8080, 8081, 8088, 8443, 8880, 8888];

export const kCommon: readonly number[] = [
  20, 21, 22, 25, 43, 88, 110, 119, 135, 139, 143, 389, 445, 465, 554, 587, 636, 873, 989, 990, 993, 995, 1433, 1521,
  1723, 1935, 3128, 3306, 3389, 5432, 5900, 5938,
];

const kWeb: readonly number[] = [80, 443];

export function portClass(port: number): "usual" | "secondWeb" | "other" {
  if (kWeb.includes(port) || kCommon.includes(port)) return "usual";
  return kSecondWeb.includes(port) ? "secondWeb" : "other";
}
