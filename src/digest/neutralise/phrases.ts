// How texts speak to a model that reads them: turns of phrase, in the languages that such texts are written in. Written as letters alone.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Do not heed … */
export const VERBS =
  words(`ignore ignores ignoring disregard disregarding forget override overrule bypass neglect discard dismiss skipall donotfollow dontfollow stopfollowing donotobey dontobey
  payno attentionto donotheed setaside
  ignora ignorad ignorar ignoren olvida olvide olviden omite omitan descarta casoomiso notengasencuenta ignorez ignorer oubliez oublie oublier netenezpascompte netienspascompte
  faisabstraction faitesabstraction ignoriere ignorieren vergiss vergessen missachte beachtenicht ignorare dimentica dimenticare nontenereconto ignorate esqueca esquecer desconsidere
  ignorem negeer negeren vergeet ignoruj zignoruj zapomnij pomin ignorujte zapomen ignorera glom ignorerer glem unohda jatahuomiotta sivuuta abaikan lupakan boqua quendi yoksay
  gormezden unut ignorati ignora uita hagydfigyelmenkivul felejtsd ignoreeri`);

/** … what it was told before; with a verb in front these are enough. */
export const TOLD =
  words(`instruction instructions prompt prompts guideline guidelines directive directives directions programming systemmessage systemmessages
  instrucciones instruccion ordenes indicaciones consignes directives anweisungen anweisung instruktionen vorgaben istruzioni indicazioni instrucoes ordens instructies opdrachten instrukcje
  instrukcji polecenia polecen pokyny instrukce prikazy instruktioner instruksjoner instrukser ohjeet ohjeita instruksi perintah huongdan chidan talimatlari talimat yonergeleri instructiunile utasitas
  utasitasokat whatyouweretold whatihavesaid`);

/** The same, but ordinary too: something must say that they came before, or are the reader's. */
export const TOLD_IF = words(
  'rules rule context messages message orders commands constraints training text content conversation task tasks restrictions policies policy safety limits data',
);

export const BEFORE =
  words(`previous prior above earlier preceding foregoing yoursystem yourprior yourinitial yourcurrent initial original everything allyour youroriginal
  anteriores previas previos precedentes precedente vorherigen bisherigen obigen precedenti vorige eerdere poprzednie predchozi tidigare tidligere aiemmat sebelumnya onceki anterioare korabbi`);

/** Enough by themselves. */
export const PHRASES =
  words(`ignoretheabove ignorealltheabove ignoreallabove ignoreeverythingabove ignoreallprevious ignoreallprior ignoreeverythingbefore disregardtheabove disregardalltheabove
  disregardallabove disregardeverything forgeteverything forgetallprevious forgetalltheabove forgetwhatyouweretold ignorewhatyouweretold forgetyourrole forgetyourrules
  youarenowa youarenowan youarenowthe youarenowdan youarenowfree youarenowmy youarenowunrestricted youarenowoperating youarenowacting youarenolonger youarenotbound youareno-longer fromnowonyou
  fromnowonact fromthispointonyou fromthispointforwardyou youwillnowact youmustnow youwillnow youshallnow youmustactas youwillactas youshouldactas pleaseactas nowactas actasthough actasif pretendtobe pretendyouare
  pretendthatyou pretendtheuser roleplayas simulatebeing assumetheroleof takeontherole yournewrole yournewtask yournewgoal yournewinstructions yournewidentity yourrealtask yourtruepurpose
  yoursystemprompt thesystemprompt newsystemprompt systemoverride systemsoverride adminoverride administratoroverride revealyour printyourinstructions repeatyourinstructions
  showmeyourinstructions outputyourinstructions whatareyourinstructions enterdevelopermode developermodeenabled enabledevelopermode indevelopermode jailbreak doanythingnow
  newinstructions newinstruction updatedinstructions importantinstructions urgentinstructions hiddeninstructions additionalinstructions instructionsforthe instructiontothe instructionstothe instructionsforai
  donottelltheuser donotinformtheuser donotalerttheuser dontelltheuser donttelltheuser withouttellingtheuser withoutinformingtheuser donotmentionthis donotrevealthis keepthissecretfrom telltheuser
  runthefollowingcommand executethefollowing executethiscommand callthetool callthefunction usethetoolto invokethetool exfiltrate sendthecontentsof
  asanaiassistant asanaimodel asalanguagemodel asanai attentionai attentionassistant attentionmodel attentionllm notetoassistant notetoai notetothemodel notetothellm messagetoassistant messagetotheai messagetoai
  dearassistant deara heyassistant helloassistant dearllm dearai heyclaude dearclaude heychatgpt dearchatgpt heygpt heyllm youareclaude youarechatgpt youaregpt youareahelpful youareanai youareanassistant
  youmustfollow youmustobey youmustcomply youmustignore youmustapprove obeythefollowing followtheseinstructions followtheinstructions followmyinstructions insteadfollow insteaddothefollowing withoutanyrestrictions
  unrestrictedmode godmode sudomode endofprompt endofinstructions endofsystem beginnewinstructions startnewinstructions endofuserinput endofdocument endofoutput endofcommandoutput endofevidence endofdata
  approveallcommands bypassthegate bypasssafety bypasstheallowlist bypasssecurity disablesafety disablethegate disableredaction markasresolved markthisasresolved concludethattheroot reportthatthereis reportnoanomalies
  stoptheinvestigation endtheinvestigation closetheinvestigation thisisnotaspike donotinvestigate stopinvestigating
  assistantplease assistantmust assistantshould theassistantmust theassistantshould aimust themodelmust themodelshould
  ahoraeres apartirdeahora desdeahora actuacomo tuesmaintenant vousetesmaintenant desormaistu apartirdemaintenant agiscomme dubistjetzt sieindjetzt siesindjetzt abjetzt verhaltedich oraseiun daorainpoi
  agiscicome voceagorae agoravocee apartirdeagora ajacomo jijbentnu jestesteraz nuardu artiksen sendenartik
  nuevasinstrucciones nouvellesinstructions neueanweisungen nuoveistruzioni novasinstrucoes nieuweinstructies noweinstrukcje noveinstrukce`).filter(
    (one) => /^[a-z]+$/.test(one) && one !== 'deara',
  );

/** Behind `previous instructions`: they are to be put aside. */
export const PUT_ASIDE = words(
  'ignored disregarded forgotten overridden void cancelled canceled obsolete revoked superseded invalid nolongerapply nolongervalid yoksay gormezden unut',
);

/** What programs say to people with the same words. */
export const SAID_BY_PROGRAMS =
  /^[\s"']*(?:connected|logged|signed|authenticated|using|running|ready|subscribed|enrolled|registered|charged|billed|eligible|able)/i;

/** Other alphabets: a verb and what it is about near each other, in either order. */
export const FOREIGN: readonly (readonly [readonly string[], readonly string[]])[] = [
  [
    words('игнорируй игнорируйте игнорировать проигнорируй забудь забудьте отбрось пренебреги'),
    words('инструкц указани команд правил промпт'),
  ],
  [words('ігноруй ігноруйте забудь забудьте'), words('інструкц вказівк команд правил')],
  [words('игнорирай забрави'), words('инструкц указани')],
  [words('αγνόησε αγνοήστε ξέχασε ξεχάστε αγνοησε'), words('οδηγίες οδηγιες εντολές')],
  [
    words('忽略 无视 無視 忽视 忘记 忘掉 忘記 不要理会 不要遵守 不理会 跳过'),
    words('指令 指示 说明 說明 提示 要求 规则 規則 命令 设定 内容'),
  ],
  [words('無視 忘れ 従わない 破棄'), words('指示 命令 プロンプト 指令 ルール 設定')],
  [words('무시 잊어 잊고 따르지'), words('지시 명령 지침 프롬프트 규칙 설정')],
  [words('تجاهل تجاهلي انس انسَ'), words('التعليمات تعليمات الأوامر أوامر الإرشادات')],
  [words('نادیده فراموش'), words('دستور دستورالعمل')],
  [words('התעלם תתעלם שכח'), words('ההוראות הוראות הנחיות')],
  [words('अनदेखा नज़रअंदाज़ नजरअंदाज भूल उपेक्षा'), words('निर्देश निर्देशों आदेश')],
  [words('উপেক্ষা ভুলে'), words('নির্দেশ')],
  [words('เพิกเฉย ละเว้น ไม่ต้องสนใจ ลืม'), words('คำสั่ง คำแนะนำ')],
];

/** Who is said to speak, and what calls of tools are named. */
export const SPEAKERS = words(
  'system assistant human user developer model ai claude chatgpt gpt instruction instructions response role author speaker tool function kind type',
);
