// @ts-check
/**
 * Days and lengths of time, as Intl writes them. Chromium's Intl lacks Khmer, Lao and Burmese, and would mix
 * English into their sentences: for these, what the CLDR says stands here.
 */

/**
 * Of each unit: this one, some ago, some ahead; `#` is the number. `day` has the parts of a date.
 * @typedef {'second' | 'minute' | 'hour' | 'day'} Unit
 * @typedef {{months: string, day: string, units: Record<Unit, [string, string, string]>}} Own
 */

/** @type {Record<string, Own>} */
const LACKING = {
  km: {
    months: 'មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ',
    day: 'D M Y',
    units: {
      second: ['ឥឡូវ', '# វិនាទី​មុន', '# វិនាទីទៀត'],
      minute: ['នាទីនេះ', '# នាទី​មុន', '# នាទីទៀត'],
      hour: ['ម៉ោងនេះ', '# ម៉ោង​មុន', 'ក្នុង​រយៈ​ពេល # ម៉ោង'],
      day: ['ថ្ងៃ​នេះ', '# ថ្ងៃ​មុន', '# ថ្ងៃទៀត'],
    },
  },
  lo: {
    months: 'ມັງກອນ ກຸມພາ ມີນາ ເມສາ ພຶດສະພາ ມິຖຸນາ ກໍລະກົດ ສິງຫາ ກັນຍາ ຕຸລາ ພະຈິກ ທັນວາ',
    day: 'D M Y',
    units: {
      second: ['ຕອນນີ້', '# ວິນາທີກ່ອນ', 'ໃນອີກ # ວິນາທີ'],
      minute: ['ນາທີນີ້', '# ນາທີກ່ອນ', 'ໃນອີກ # ນາທີ'],
      hour: ['ຊົ່ວໂມງນີ້', '# ຊົ່ວໂມງກ່ອນ', 'ໃນອີກ # ຊົ່ວໂມງ'],
      day: ['ມື້ນີ້', '# ມື້ກ່ອນ', 'ໃນອີກ # ມື້'],
    },
  },
  my: {
    months: 'ဇန်နဝါရီ ဖေဖော်ဝါရီ မတ် ဧပြီ မေ ဇွန် ဇူလိုင် ဩဂုတ် စက်တင်ဘာ အောက်တိုဘာ နိုဝင်ဘာ ဒီဇင်ဘာ',
    day: 'Y M D',
    units: {
      second: ['ယခု', 'ပြီးခဲ့သည့် # စက္ကန့်', '# စက္ကန့်အတွင်း'],
      minute: ['ဤမိနစ်', 'ပြီးခဲ့သည့် # မိနစ်', '# မိနစ်အတွင်း'],
      hour: ['ဤအချိန်', 'ပြီးခဲ့သည့် # နာရီ', '# နာရီအတွင်း'],
      day: ['ယနေ့', 'ပြီးခဲ့သည့် # ရက်', '# ရက်အတွင်း'],
    },
  },
};

/**
 * A day, in UTC.
 * @param {string} tag
 * @param {number} time in milliseconds
 */
export function dayIn(tag, time) {
  const lacking = lackingIn(tag);
  if (!lacking) return new Intl.DateTimeFormat([tag, 'en'], { dateStyle: 'long', timeZone: 'UTC' }).format(time);
  const date = new Date(time);
  const month = lacking.months.split(' ')[date.getUTCMonth()];
  /** @type {Record<string, string>} */
  const parts = { D: String(date.getUTCDate()), M: month, Y: String(date.getUTCFullYear()) };
  return lacking.day.replace(/[DMY]/g, (part) => parts[part]);
}

/**
 * A length of time, past or to come: "3 hours ago", "in 5 minutes".
 * @param {string} tag
 * @param {number} value below 0 for what is past
 * @param {Unit} unit
 */
export function relativeIn(tag, value, unit) {
  const lacking = lackingIn(tag);
  if (!lacking) return new Intl.RelativeTimeFormat([tag, 'en'], { numeric: 'auto' }).format(value, unit);
  const [now, past, ahead] = lacking.units[unit];
  return (value === 0 ? now : value < 0 ? past : ahead).replace('#', String(Math.abs(value)));
}

/** @param {string} tag */
function lackingIn(tag) {
  return Intl.DateTimeFormat.supportedLocalesOf([tag]).length ? undefined : LACKING[tag];
}
